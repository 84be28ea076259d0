import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateEndedSignIns1763700000000 implements MigrationInterface {
  readonly name = 'CreateEndedSignIns1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ended_sign_ins (
        sign_in_id uuid NOT NULL,
        forget_at timestamptz NOT NULL,
        CONSTRAINT ended_sign_ins_pkey PRIMARY KEY (sign_in_id)
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ended_sign_ins');
  }
}
