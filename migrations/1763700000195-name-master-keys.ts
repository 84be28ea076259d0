import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The master keys in use, by which a process with another one is refused at its start. Hashes of files are
 * encrypted, and ids of clients that may be texts; their keys are not known here: the worker encrypts what
 * exists, which it finds by the two indexes, empty afterwards.
 */
export class NameMasterKeys1763700000195 implements MigrationInterface {
  readonly name = 'NameMasterKeys1763700000195';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE master_keys (
        id text NOT NULL,
        canary bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT master_keys_pkey PRIMARY KEY (id)
      )
    `);
    await runner.query(`
      CREATE TABLE system_keys (
        name text NOT NULL,
        data_key bytea NOT NULL,
        CONSTRAINT system_keys_pkey PRIMARY KEY (name)
      )
    `);
    await runner.query(`
      CREATE INDEX file_blobs_readable_hash ON file_blobs (id) WHERE octet_length(sha256) = 32
    `);
    await runner.query(`
      CREATE INDEX messages_readable_client_id ON messages (id)
      WHERE client_message_id !~ '^(~[A-Za-z0-9_-]{39,}|[A-Za-z0-9_-]{1,64})$'
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX messages_readable_client_id');
    await runner.query('DROP INDEX file_blobs_readable_hash');
    await runner.query('DROP TABLE system_keys');
    await runner.query('DROP TABLE master_keys');
  }
}
