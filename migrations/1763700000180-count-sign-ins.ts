import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The latest sign-in of a user, and notifications of the account itself. */
export class CountSignIns1763700000180 implements MigrationInterface {
  readonly name = 'CountSignIns1763700000180';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD COLUMN signed_in_at timestamptz');
    await runner.query('ALTER TABLE notifications ALTER COLUMN counseling_id DROP NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM notifications WHERE counseling_id IS NULL');
    await runner.query('ALTER TABLE notifications ALTER COLUMN counseling_id SET NOT NULL');
    await runner.query('ALTER TABLE users DROP COLUMN signed_in_at');
  }
}
