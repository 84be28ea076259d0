import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages that answer others, are edited, deleted and reacted to, and how far they were delivered. */
export class ChangeMessages1763700000030 implements MigrationInterface {
  readonly name = 'ChangeMessages1763700000030';

  async up(runner: QueryRunner): Promise<void> {
    await changeMessages(runner);
    await createEdits(runner);
    await createReactions(runner);
    await runner.query(`
      ALTER TABLE conversation_members
        ADD COLUMN last_delivered_seq integer NOT NULL DEFAULT 0,
        ADD COLUMN delivered_revision integer
    `);
    // What was read had been delivered.
    await runner.query(`
      UPDATE conversation_members SET last_delivered_seq = last_read_seq WHERE last_read_seq > 0
    `);
    await runner.query(`
      ALTER TABLE conversations
        ADD COLUMN own_revision integer NOT NULL DEFAULT 0,
        ADD COLUMN message_revision integer NOT NULL DEFAULT 0,
        ADD COLUMN delivery_revision integer NOT NULL DEFAULT 0
    `);
    // Whoever comes back to an older position looks again, as before.
    await runner.query('UPDATE conversations SET own_revision = revision WHERE revision > 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE conversations
        DROP COLUMN own_revision, DROP COLUMN message_revision, DROP COLUMN delivery_revision
    `);
    await runner.query(`
      ALTER TABLE conversation_members
        DROP COLUMN last_delivered_seq, DROP COLUMN delivered_revision
    `);
    await runner.query('DROP TABLE message_reactions');
    await runner.query('DROP TABLE message_edits');
    // Without this column the words would be seen again.
    await runner.query('UPDATE messages SET content = NULL WHERE deleted_at IS NOT NULL');
    await runner.query('DROP INDEX messages_changed');
    await runner.query('DROP INDEX messages_thread');
    await runner.query(`
      ALTER TABLE messages
        DROP COLUMN reply_to_id, DROP COLUMN thread_root_id, DROP COLUMN edited_at,
        DROP COLUMN deleted_at, DROP COLUMN changed_revision
    `);
  }
}

/** All of them null until something happens, so a plain message is no bigger than before. */
async function changeMessages(runner: QueryRunner): Promise<void> {
  await runner.query(`
    ALTER TABLE messages
      ADD COLUMN reply_to_id bigint,
      ADD COLUMN thread_root_id bigint,
      ADD COLUMN edited_at timestamptz,
      ADD COLUMN deleted_at timestamptz,
      ADD COLUMN changed_revision integer,
      ADD CONSTRAINT messages_replies CHECK ((reply_to_id IS NULL) = (thread_root_id IS NULL)),
      ADD CONSTRAINT messages_reply_to_id_fkey FOREIGN KEY (reply_to_id) REFERENCES messages(id),
      ADD CONSTRAINT messages_thread_root_id_fkey
        FOREIGN KEY (thread_root_id) REFERENCES messages(id)
  `);
  await runner.query(`
    CREATE INDEX messages_thread ON messages (thread_root_id, id) WHERE thread_root_id IS NOT NULL
  `);
  await runner.query(`
    CREATE INDEX messages_changed ON messages (conversation_id, changed_revision)
    WHERE changed_revision IS NOT NULL
  `);
}

async function createEdits(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE message_edits (
      message_id bigint NOT NULL,
      revision integer NOT NULL,
      content bytea,
      edited_by bigint,
      edited_at timestamptz NOT NULL,
      CONSTRAINT message_edits_pkey PRIMARY KEY (message_id, revision),
      CONSTRAINT message_edits_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id),
      CONSTRAINT message_edits_edited_by_fkey
        FOREIGN KEY (edited_by) REFERENCES users(id) ON DELETE SET NULL
    )
  `);
}

async function createReactions(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE message_reactions (
      message_id bigint NOT NULL,
      user_id bigint NOT NULL,
      emoji text NOT NULL,
      added_at timestamptz NOT NULL,
      CONSTRAINT message_reactions_pkey PRIMARY KEY (message_id, user_id, emoji),
      CONSTRAINT message_reactions_message_id_fkey
        FOREIGN KEY (message_id) REFERENCES messages(id),
      CONSTRAINT message_reactions_user_id_fkey
        FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
    )
  `);
}
