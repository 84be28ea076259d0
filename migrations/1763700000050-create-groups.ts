import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What members may do and when they came, what a conversation is called, and how many one has. */
export class CreateGroups1763700000050 implements MigrationInterface {
  readonly name = 'CreateGroups1763700000050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE conversation_members
        ADD COLUMN joined_at timestamptz,
        ADD COLUMN left_at timestamptz,
        ADD COLUMN archived_at timestamptz,
        ADD COLUMN permissions text[],
        ADD CONSTRAINT conversation_members_permissions CHECK (
          permissions <@ ARRAY['read', 'write', 'upload', 'download'])
    `);
    await runner.query('ALTER TABLE messages ADD COLUMN system_event jsonb');
    await createDetails(runner);
    await createTotals(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER conversation_members_totals_joined ON conversation_members');
    await runner.query('DROP TRIGGER conversation_members_totals_moved ON conversation_members');
    await runner.query('DROP TRIGGER conversations_totals ON conversations');
    await runner.query('DROP FUNCTION count_joined_conversations');
    await runner.query('DROP FUNCTION count_moved_member');
    await runner.query('DROP FUNCTION count_moved_conversation');
    await runner.query('DROP TABLE conversation_totals');
    await runner.query('DROP TABLE conversation_details');
    await runner.query('ALTER TABLE messages DROP COLUMN system_event');
    await runner.query(`
      ALTER TABLE conversation_members
        DROP COLUMN joined_at, DROP COLUMN left_at, DROP COLUMN archived_at,
        DROP COLUMN permissions
    `);
  }
}

/** Apart from the conversation's own row, which every message writes anew. */
async function createDetails(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE conversation_details (
      conversation_id bigint NOT NULL,
      title bytea,
      created_by bigint,
      allow_file_upload boolean NOT NULL DEFAULT true,
      max_file_size integer NOT NULL DEFAULT 10485760,
      allowed_file_types text[],
      auto_archive boolean NOT NULL DEFAULT false,
      retention_days integer,
      updated_at timestamptz NOT NULL,
      CONSTRAINT conversation_details_pkey PRIMARY KEY (conversation_id),
      CONSTRAINT conversation_details_max_file_size CHECK (
        max_file_size BETWEEN 1 AND 10485760),
      CONSTRAINT conversation_details_retention_days CHECK (retention_days >= 1),
      CONSTRAINT conversation_details_conversation_id_fkey
        FOREIGN KEY (conversation_id) REFERENCES conversations(id),
      CONSTRAINT conversation_details_created_by_fkey
        FOREIGN KEY (created_by) REFERENCES users(id)
    )
  `);
}

/** Kept by the database itself, for members come and go in many places. */
async function createTotals(runner: QueryRunner): Promise<void> {
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
  await runner.query(`
    INSERT INTO conversation_totals (user_id, kind, is_archived, total)
    SELECT m.user_id, c.kind, false, count(*)
    FROM conversation_members m JOIN conversations c ON c.id = m.conversation_id
    WHERE c.kind <> 'care' OR c.state = 'open' GROUP BY 1, 2
  `);
  await countJoined(runner);
  await countMovedMembers(runner);
  await countMovedConversations(runner);
}

const ADD = `ON CONFLICT (user_id, kind, is_archived)
      DO UPDATE SET total = conversation_totals.total + EXCLUDED.total`;

/** In the order of the members' ids, so that two who make conversations never wait in a circle. */
async function countJoined(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION count_joined_conversations() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO conversation_totals (user_id, kind, is_archived, total)
      SELECT m.user_id, c.kind, m.archived_at IS NOT NULL, count(*)
      FROM joined m JOIN conversations c ON c.id = m.conversation_id
      WHERE m.left_at IS NULL AND (c.kind <> 'care' OR c.state = 'open')
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      ${ADD};
      RETURN NULL;
    END $$
  `);
  await runner.query(`
    CREATE TRIGGER conversation_members_totals_joined AFTER INSERT ON conversation_members
    REFERENCING NEW TABLE AS joined
    FOR EACH STATEMENT EXECUTE FUNCTION count_joined_conversations()
  `);
}

/** Fires for nothing that a message or a receipt writes. */
async function countMovedMembers(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION count_moved_member() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO conversation_totals (user_id, kind, is_archived, total)
      SELECT NEW.user_id, c.kind, place.is_archived, sum(place.change)
      FROM conversations c, (VALUES
        (OLD.archived_at IS NOT NULL, CASE WHEN OLD.left_at IS NULL THEN -1 ELSE 0 END),
        (NEW.archived_at IS NOT NULL, CASE WHEN NEW.left_at IS NULL THEN 1 ELSE 0 END)
      ) AS place (is_archived, change)
      WHERE c.id = NEW.conversation_id AND (c.kind <> 'care' OR c.state = 'open')
      GROUP BY 1, 2, 3 HAVING sum(place.change) <> 0 ORDER BY 3
      ${ADD};
      RETURN NULL;
    END $$
  `);
  await runner.query(`
    CREATE TRIGGER conversation_members_totals_moved
    AFTER UPDATE OF archived_at, left_at ON conversation_members FOR EACH ROW
    WHEN ((OLD.archived_at IS NULL) <> (NEW.archived_at IS NULL)
      OR (OLD.left_at IS NULL) <> (NEW.left_at IS NULL))
    EXECUTE FUNCTION count_moved_member()
  `);
}

/** A pair may come into care and leave it, and what was said there is shown while it is open. */
async function countMovedConversations(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION count_moved_conversation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO conversation_totals (user_id, kind, is_archived, total)
      SELECT m.user_id, place.kind, m.archived_at IS NOT NULL, sum(place.change)
      FROM conversation_members m, (VALUES
        (OLD.kind, CASE WHEN OLD.kind <> 'care' OR OLD.state = 'open' THEN -1 ELSE 0 END),
        (NEW.kind, CASE WHEN NEW.kind <> 'care' OR NEW.state = 'open' THEN 1 ELSE 0 END)
      ) AS place (kind, change)
      WHERE m.conversation_id = NEW.id AND m.left_at IS NULL
      GROUP BY 1, 2, 3 HAVING sum(place.change) <> 0 ORDER BY 1, 2, 3
      ${ADD};
      RETURN NULL;
    END $$
  `);
  await runner.query(`
    CREATE TRIGGER conversations_totals AFTER UPDATE OF kind, state ON conversations
    FOR EACH ROW WHEN (OLD.kind <> NEW.kind OR (NEW.kind = 'care' AND OLD.state <> NEW.state))
    EXECUTE FUNCTION count_moved_conversation()
  `);
}
