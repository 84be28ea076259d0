import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Private calendar addresses, one per user. */
export class CreateCalendarFeeds1763700000130 implements MigrationInterface {
  readonly name = 'CreateCalendarFeeds1763700000130';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE calendar_feeds (
        user_id bigint NOT NULL,
        secret_hash bytea NOT NULL,
        lang text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT calendar_feeds_pkey PRIMARY KEY (user_id),
        CONSTRAINT calendar_feeds_user_id_fkey FOREIGN KEY (user_id)
          REFERENCES users(id) ON DELETE CASCADE
      )
    `);
    await runner.query(
      'CREATE UNIQUE INDEX calendar_feeds_secret_hash ON calendar_feeds (secret_hash)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE calendar_feeds');
  }
}
