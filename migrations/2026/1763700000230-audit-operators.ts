import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Operators' commands are in the audit log as well. No user acts there, so the entry names the operator
 * instead. The hashes of earlier entries stay as they are.
 */
export class AuditOperators1763700000230 implements MigrationInterface {
  readonly name = 'AuditOperators1763700000230';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE audit_log ADD COLUMN operator text, ALTER COLUMN actor_id DROP NOT NULL',
    );
    await runner.query(`
      ALTER TABLE audit_log ADD CONSTRAINT audit_log_one_actor
      CHECK ((actor_id IS NULL) <> (operator IS NULL))
    `);
    await this.replaceHash(runner, `coalesce(entry.actor_id::text, 'operator ' || entry.operator)`);
  }

  /** Each field with its length in bytes, so that no two entries have the same text. */
  private async replaceHash(runner: QueryRunner, actor: string): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION audit_hash(previous bytea, entry audit_log) RETURNS bytea
      LANGUAGE sql STABLE AS $$
        SELECT sha256(previous || convert_to(string_agg(octet_length(field) || ':' || field, ',' ORDER BY n), 'UTF8'))
        FROM unnest(ARRAY[
          entry.id::text, ${actor}, entry.action, coalesce(entry.subject_id::text, ''),
          coalesce(entry.conversation_id::text, ''), coalesce(entry.person_id::text, ''),
          to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
          coalesce(entry.reason, ''), coalesce(entry.network, '')
        ]) WITH ORDINALITY AS fields (field, n)
      $$
    `);
  }

  /** PostgreSQL refuses it once there are such entries: the earlier schema cannot hold them. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit_log ALTER COLUMN actor_id SET NOT NULL');
    await this.replaceHash(runner, 'entry.actor_id::text');
    await runner.query('ALTER TABLE audit_log DROP COLUMN operator');
  }
}
