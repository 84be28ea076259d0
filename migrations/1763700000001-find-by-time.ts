import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The team's board and figures ask by time across everybody. */
export class FindByTime1763700000001 implements MigrationInterface {
  readonly name = 'FindByTime1763700000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX counselings_starts_at ON counselings (starts_at)');
    await runner.query(`
      CREATE INDEX session_steps_done ON session_steps (done_at) WHERE outcome = 'done'
    `);
    await runner.query(`
      CREATE INDEX outbox_events_failed ON outbox_events (id) WHERE failed_at IS NOT NULL
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX outbox_events_failed');
    await runner.query('DROP INDEX session_steps_done');
    await runner.query('DROP INDEX counselings_starts_at');
  }
}
