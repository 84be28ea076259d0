import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests with the header `Idempotency-Key` and their answers, kept for a day. */
export class CreateIdempotencyKeys1763700000120 implements MigrationInterface {
  readonly name = 'CreateIdempotencyKeys1763700000120';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_keys (
        user_id bigint NOT NULL,
        route text NOT NULL,
        key text NOT NULL,
        data_key bytea NOT NULL,
        fingerprint bytea NOT NULL,
        attempt uuid NOT NULL,
        running_until timestamptz NOT NULL,
        answer bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, route, key),
        CONSTRAINT idempotency_keys_user_id_fkey FOREIGN KEY (user_id)
          REFERENCES users(id) ON DELETE CASCADE
      )
    `);
    await runner.query('CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys');
  }
}
