import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PurgeAndPublishOutbox1763700000161 implements MigrationInterface {
  readonly name = 'PurgeAndPublishOutbox1763700000161';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX outbox_events_delivered ON outbox_events (delivered_at)
      WHERE delivered_at IS NOT NULL
    `);
    await runner.query('ALTER TABLE outbox_events ADD COLUMN publish_id uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE outbox_events DROP COLUMN publish_id');
    await runner.query('DROP INDEX outbox_events_delivered');
  }
}
