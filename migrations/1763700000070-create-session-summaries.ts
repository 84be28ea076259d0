import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people add to a session after it ended: the psychologist's notes, the client's rating. */
export class CreateSessionSummaries1763700000070 implements MigrationInterface {
  readonly name = 'CreateSessionSummaries1763700000070';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE session_summaries (
        conversation_id bigint NOT NULL,
        notes bytea,
        rating smallint,
        rated_at timestamptz,
        updated_at timestamptz NOT NULL,
        CONSTRAINT session_summaries_pkey PRIMARY KEY (conversation_id),
        CONSTRAINT session_summaries_rating CHECK (rating BETWEEN 1 AND 5),
        CONSTRAINT session_summaries_conversation_id_fkey
          FOREIGN KEY (conversation_id) REFERENCES conversations(id)
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE session_summaries');
  }
}
