import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One-time links with which a user sets a password; at most one per user. */
export class CreatePasswordLinks1763700000210 implements MigrationInterface {
  readonly name = 'CreatePasswordLinks1763700000210';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE password_links (
        user_id bigint NOT NULL,
        secret_hash bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT password_links_pkey PRIMARY KEY (user_id),
        CONSTRAINT password_links_user_id_fkey FOREIGN KEY (user_id)
          REFERENCES users (id) ON DELETE CASCADE
      )
    `);
    await runner.query(
      'CREATE UNIQUE INDEX password_links_secret_hash ON password_links (secret_hash)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE password_links');
  }
}
