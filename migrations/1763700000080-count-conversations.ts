import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Lists count their conversations; the table of totals and its triggers go. Safe beside processes of the
 * previous release: they never write the table, and read it only for the total of a list, which the view
 * of the same name answers. A later migration may drop the view. Its triggers are dropped in lock order
 * (conversations before members), so that no running transaction deadlocks with it.
 */
export class CountConversations1763700000080 implements MigrationInterface {
  readonly name = 'CountConversations1763700000080';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER conversations_totals ON conversations');
    await runner.query('DROP TRIGGER conversation_members_totals_joined ON conversation_members');
    await runner.query('DROP TRIGGER conversation_members_totals_moved ON conversation_members');
    await runner.query('DROP FUNCTION count_moved_conversation');
    await runner.query('DROP FUNCTION count_joined_conversations');
    await runner.query('DROP FUNCTION count_moved_member');
    await runner.query('DROP TABLE conversation_totals');
    await runner.query(`CREATE VIEW conversation_totals AS ${TOTALS}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // No member joins, leaves or archives between the count and the triggers.
    await runner.query(
      'LOCK TABLE conversations, conversation_members IN SHARE ROW EXCLUSIVE MODE',
    );
    await runner.query('DROP VIEW conversation_totals');
    await runner.query(`
      CREATE TABLE conversation_totals (
        user_id bigint NOT NULL,
        kind text NOT NULL,
        is_archived boolean NOT NULL,
        total integer NOT NULL,
        CONSTRAINT conversation_totals_pkey PRIMARY KEY (user_id, kind, is_archived),
        CONSTRAINT conversation_totals_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
      )
    `);
    await runner.query(`INSERT INTO conversation_totals ${TOTALS}`);
    for (const statement of TRIGGERS) await runner.query(statement);
  }
}

const TOTALS = `
  SELECT m.user_id, c.kind, m.archived_at IS NOT NULL AS is_archived, count(*)::integer AS total
  FROM conversation_members m JOIN conversations c ON c.id = m.conversation_id
  WHERE m.left_at IS NULL AND (c.kind <> 'care' OR c.state = 'open') GROUP BY 1, 2, 3`;

/** A trigger function that adds the selected changes to the totals. */
const addTotals = (name: string, select: string): string => `
  CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO conversation_totals (user_id, kind, is_archived, total)
    ${select}
    ON CONFLICT (user_id, kind, is_archived)
    DO UPDATE SET total = conversation_totals.total + EXCLUDED.total;
    RETURN NULL;
  END $$`;

const TRIGGERS = [
  addTotals(
    'count_joined_conversations',
    `SELECT m.user_id, c.kind, m.archived_at IS NOT NULL, count(*)
    FROM joined m JOIN conversations c ON c.id = m.conversation_id
    WHERE m.left_at IS NULL AND (c.kind <> 'care' OR c.state = 'open')
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  ),
  `CREATE TRIGGER conversation_members_totals_joined AFTER INSERT ON conversation_members
  REFERENCING NEW TABLE AS joined
  FOR EACH STATEMENT EXECUTE FUNCTION count_joined_conversations()`,
  addTotals(
    'count_moved_member',
    `SELECT NEW.user_id, c.kind, place.is_archived, sum(place.change)
    FROM conversations c, (VALUES
      (OLD.archived_at IS NOT NULL, CASE WHEN OLD.left_at IS NULL THEN -1 ELSE 0 END),
      (NEW.archived_at IS NOT NULL, CASE WHEN NEW.left_at IS NULL THEN 1 ELSE 0 END)
    ) AS place (is_archived, change)
    WHERE c.id = NEW.conversation_id AND (c.kind <> 'care' OR c.state = 'open')
    GROUP BY 1, 2, 3 HAVING sum(place.change) <> 0 ORDER BY 3`,
  ),
  `CREATE TRIGGER conversation_members_totals_moved
  AFTER UPDATE OF archived_at, left_at ON conversation_members FOR EACH ROW
  WHEN ((OLD.archived_at IS NULL) <> (NEW.archived_at IS NULL)
    OR (OLD.left_at IS NULL) <> (NEW.left_at IS NULL))
  EXECUTE FUNCTION count_moved_member()`,
  addTotals(
    'count_moved_conversation',
    `SELECT m.user_id, place.kind, m.archived_at IS NOT NULL, sum(place.change)
    FROM conversation_members m, (VALUES
      (OLD.kind, CASE WHEN OLD.kind <> 'care' OR OLD.state = 'open' THEN -1 ELSE 0 END),
      (NEW.kind, CASE WHEN NEW.kind <> 'care' OR NEW.state = 'open' THEN 1 ELSE 0 END)
    ) AS place (kind, change)
    WHERE m.conversation_id = NEW.id AND m.left_at IS NULL
    GROUP BY 1, 2, 3 HAVING sum(place.change) <> 0 ORDER BY 1, 2, 3`,
  ),
  `CREATE TRIGGER conversations_totals AFTER UPDATE OF kind, state ON conversations
  FOR EACH ROW WHEN (OLD.kind <> NEW.kind OR (NEW.kind = 'care' AND OLD.state <> NEW.state))
  EXECUTE FUNCTION count_moved_conversation()`,
];
