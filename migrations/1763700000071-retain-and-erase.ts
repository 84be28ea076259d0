import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Conversations that are held back from erasure or were erased, people who were removed. */
export class RetainAndErase1763700000071 implements MigrationInterface {
  readonly name = 'RetainAndErase1763700000071';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE conversations
        ADD COLUMN held_at timestamptz,
        ADD COLUMN erased_at timestamptz,
        ADD CONSTRAINT conversations_erased CHECK (erased_at IS NULL OR data_key IS NULL)
    `);
    await runner.query('ALTER TABLE users ADD COLUMN removed_at timestamptz');
    await runner.query(`
      ALTER TABLE audit_log
        ADD COLUMN person_id bigint,
        ADD CONSTRAINT audit_log_person_id_fkey FOREIGN KEY (person_id) REFERENCES users(id)
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM audit_log WHERE person_id IS NOT NULL');
    await runner.query('ALTER TABLE audit_log DROP COLUMN person_id');
    await runner.query('ALTER TABLE users DROP COLUMN removed_at');
    await runner.query('ALTER TABLE conversations DROP COLUMN held_at, DROP COLUMN erased_at');
  }
}
