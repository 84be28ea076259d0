import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sealed word indexes of 256 messages each, and a way to see which are still to be made. */
export class IndexWords1763700000060 implements MigrationInterface {
  readonly name = 'IndexWords1763700000060';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE search_blocks (
        conversation_id bigint NOT NULL,
        number integer NOT NULL,
        revision integer NOT NULL,
        codes bytea NOT NULL,
        CONSTRAINT search_blocks_pkey PRIMARY KEY (conversation_id, number),
        CONSTRAINT search_blocks_conversation_id_fkey
          FOREIGN KEY (conversation_id) REFERENCES conversations(id)
      )
    `);
    // Sealed bytes cannot be compressed: the attempt would be for nothing.
    await runner.query('ALTER TABLE search_blocks ALTER COLUMN codes SET STORAGE EXTERNAL');
    await runner.query(`
      CREATE INDEX messages_block_ends ON messages (conversation_id, seq) WHERE seq % 256 = 0
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX messages_block_ends');
    await runner.query('DROP TABLE search_blocks');
  }
}
