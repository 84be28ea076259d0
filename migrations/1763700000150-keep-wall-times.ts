import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bookings of earlier releases get their wall time from the worker, by the rules it knows. */
export class KeepWallTimes1763700000150 implements MigrationInterface {
  readonly name = 'KeepWallTimes1763700000150';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE counselings ADD COLUMN local_start text');
    await runner.query(`
      CREATE TABLE zone_corrections (
        counseling_id uuid NOT NULL,
        starts_at timestamptz NOT NULL,
        found_at timestamptz NOT NULL,
        moved_to timestamptz,
        problem text,
        CONSTRAINT zone_corrections_pkey PRIMARY KEY (counseling_id, starts_at),
        CONSTRAINT zone_corrections_counseling_id_fkey
          FOREIGN KEY (counseling_id) REFERENCES counselings(id)
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE zone_corrections');
    await runner.query('ALTER TABLE counselings DROP COLUMN local_start');
  }
}
