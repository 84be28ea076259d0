import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What somebody said in a conversation stays when they are removed; it loses its sender (C-25). */
export class KeepWordsOfRemovedPeople1763700000011 implements MigrationInterface {
  readonly name = 'KeepWordsOfRemovedPeople1763700000011';

  async up(runner: QueryRunner): Promise<void> {
    await refer(runner, 'ON DELETE SET NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await refer(runner, '');
  }
}

async function refer(runner: QueryRunner, onDelete: string): Promise<void> {
  await runner.query(`
    ALTER TABLE messages
      DROP CONSTRAINT messages_sender_id_fkey,
      ADD CONSTRAINT messages_sender_id_fkey
        FOREIGN KEY (sender_id) REFERENCES users(id) ${onDelete}
  `);
}
