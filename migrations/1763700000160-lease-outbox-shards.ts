import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Worker processes insert the rows: the number of shards is a setting. */
export class LeaseOutboxShards1763700000160 implements MigrationInterface {
  readonly name = 'LeaseOutboxShards1763700000160';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox_leases (
        lane text NOT NULL,
        shard integer NOT NULL,
        shard_count integer NOT NULL,
        owner text,
        fence integer NOT NULL DEFAULT 0,
        expires_at timestamptz NOT NULL DEFAULT now(),
        requested_by text,
        CONSTRAINT outbox_leases_pkey PRIMARY KEY (lane, shard)
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outbox_leases');
  }
}
