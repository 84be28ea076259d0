import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Hours of single dates, buffers between sessions, and weekly series. */
export class ExtendBooking1763700000151 implements MigrationInterface {
  readonly name = 'ExtendBooking1763700000151';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE date_hours (
        psychologist_id bigint NOT NULL,
        date date NOT NULL,
        hours jsonb NOT NULL,
        CONSTRAINT date_hours_pkey PRIMARY KEY (psychologist_id, date),
        CONSTRAINT date_hours_psychologist_id_fkey
          FOREIGN KEY (psychologist_id) REFERENCES users(id) ON DELETE CASCADE
      )
    `);
    await runner.query(`
      CREATE TABLE booking_settings (
        psychologist_id bigint NOT NULL,
        buffer_minutes integer NOT NULL DEFAULT 0,
        CONSTRAINT booking_settings_buffer CHECK (buffer_minutes BETWEEN 0 AND 120),
        CONSTRAINT booking_settings_pkey PRIMARY KEY (psychologist_id),
        CONSTRAINT booking_settings_psychologist_id_fkey
          FOREIGN KEY (psychologist_id) REFERENCES users(id) ON DELETE CASCADE
      )
    `);
    await runner.query('ALTER TABLE counselings ADD COLUMN series_id uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE counselings DROP COLUMN series_id');
    await runner.query('DROP TABLE booking_settings');
    await runner.query('DROP TABLE date_hours');
  }
}
