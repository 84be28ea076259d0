import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Processes of the previous release do not raise it; their changes appear with the next one. */
export class NumberBookingChanges1763700000090 implements MigrationInterface {
  readonly name = 'NumberBookingChanges1763700000090';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE counselings ADD COLUMN revision integer NOT NULL DEFAULT 1');
    await runner.query(`
      UPDATE counselings c SET revision = s.generation + (c.cancelled_at IS NOT NULL)::integer
      FROM chat_sessions s
      WHERE s.counseling_id = c.id AND (s.generation > 1 OR c.cancelled_at IS NOT NULL)
    `);
    await runner.query(`
      UPDATE counselings c SET revision = 2
      WHERE cancelled_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM chat_sessions s WHERE s.counseling_id = c.id)
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE counselings DROP COLUMN revision');
  }
}
