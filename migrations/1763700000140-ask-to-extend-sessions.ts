import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who asked to extend a running session. */
export class AskToExtendSessions1763700000140 implements MigrationInterface {
  readonly name = 'AskToExtendSessions1763700000140';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE chat_sessions
        ADD COLUMN extension_asked_by bigint,
        ADD COLUMN extension_asked_at timestamptz,
        ADD CONSTRAINT chat_sessions_extension_asked_by_fkey FOREIGN KEY (extension_asked_by)
          REFERENCES users(id),
        ADD CONSTRAINT chat_sessions_extension
          CHECK ((extension_asked_by IS NULL) = (extension_asked_at IS NULL))
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE chat_sessions DROP COLUMN extension_asked_by, DROP COLUMN extension_asked_at
    `);
  }
}
