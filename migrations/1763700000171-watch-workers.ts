import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WatchWorkers1763700000171 implements MigrationInterface {
  readonly name = 'WatchWorkers1763700000171';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE worker_heartbeats
        ADD COLUMN started_at timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN stopped_at timestamptz,
        ADD COLUMN lease_owner text,
        ADD COLUMN clock_difference_ms integer,
        ADD COLUMN loops jsonb NOT NULL DEFAULT '[]'
    `);
    await runner.query(`
      CREATE TABLE worker_outages (
        started_at timestamptz NOT NULL,
        ended_at timestamptz NOT NULL,
        CONSTRAINT worker_outages_pkey PRIMARY KEY (started_at),
        CONSTRAINT worker_outages_span CHECK (ended_at > started_at)
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE worker_outages');
    await runner.query(`
      ALTER TABLE worker_heartbeats
        DROP COLUMN loops,
        DROP COLUMN clock_difference_ms,
        DROP COLUMN lease_owner,
        DROP COLUMN stopped_at,
        DROP COLUMN started_at
    `);
  }
}
