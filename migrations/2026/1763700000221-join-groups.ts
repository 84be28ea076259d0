import type { MigrationInterface, QueryRunner } from 'typeorm';

/** New members of a group read it from their joining on, and a client agrees to who joins. */
export class JoinGroups1763700000221 implements MigrationInterface {
  readonly name = 'JoinGroups1763700000221';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE conversation_members ADD COLUMN visible_after_seq integer NOT NULL DEFAULT 0',
    );
    await runner.query(`
      CREATE TABLE join_consents (
        conversation_id bigint NOT NULL,
        user_id bigint NOT NULL,
        client_id bigint NOT NULL,
        given_at timestamptz NOT NULL,
        CONSTRAINT join_consents_pkey PRIMARY KEY (conversation_id, user_id),
        CONSTRAINT join_consents_conversation_id_fkey
          FOREIGN KEY (conversation_id) REFERENCES conversations (id),
        CONSTRAINT join_consents_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id),
        CONSTRAINT join_consents_client_id_fkey FOREIGN KEY (client_id) REFERENCES users (id)
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE join_consents');
    await runner.query('ALTER TABLE conversation_members DROP COLUMN visible_after_seq');
  }
}
