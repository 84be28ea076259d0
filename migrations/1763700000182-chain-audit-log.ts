import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The audit log is append-only, by rights and by triggers (an owner could grant themselves the rights
 * again), and each entry is chained to the one committed before it: its hash covers the hash of that.
 * `src/accounts/verify-audit.ts` computes the same hash.
 */
export class ChainAuditLog1763700000182 implements MigrationInterface {
  readonly name = 'ChainAuditLog1763700000182';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE audit_log ADD COLUMN reason text, ADD COLUMN network text');
    await runner.query('CREATE INDEX audit_log_actor_id ON audit_log (actor_id)');
    await runner.query('CREATE INDEX audit_log_person_id ON audit_log (person_id)');
    await runner.query(`
      CREATE TABLE audit_chain (
        position bigint NOT NULL,
        entry_id bigint NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT audit_chain_pkey PRIMARY KEY (position)
      )
    `);
    await runner.query('CREATE UNIQUE INDEX audit_chain_entry_id ON audit_chain (entry_id)');
    await this.createHash(runner);
    await runner.query(`
      INSERT INTO audit_chain
      WITH RECURSIVE numbered AS (
        SELECT entry, row_number() OVER (ORDER BY id) AS position FROM audit_log AS entry
      ), chained AS (
        SELECT position, (entry).id AS entry_id, audit_hash(''::bytea, entry) AS hash
        FROM numbered WHERE position = 1
        UNION ALL
        SELECT next.position, (next.entry).id, audit_hash(chained.hash, next.entry)
        FROM chained JOIN numbered AS next ON next.position = chained.position + 1
      )
      SELECT position, entry_id, hash FROM chained
    `);
    await this.createTriggers(runner);
  }

  /** Each field with its length in bytes, so that no two entries have the same text. */
  private async createHash(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit_hash(previous bytea, entry audit_log) RETURNS bytea
      LANGUAGE sql STABLE AS $$
        SELECT sha256(previous || convert_to(string_agg(octet_length(field) || ':' || field, ',' ORDER BY n), 'UTF8'))
        FROM unnest(ARRAY[
          entry.id::text, entry.actor_id::text, entry.action, coalesce(entry.subject_id::text, ''),
          coalesce(entry.conversation_id::text, ''), coalesce(entry.person_id::text, ''),
          to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
          coalesce(entry.reason, ''), coalesce(entry.network, '')
        ]) WITH ORDINALITY AS fields (field, n)
      $$
    `);
  }

  private async createTriggers(runner: QueryRunner): Promise<void> {
    // Deferred: the lock is taken when the transaction commits, so that entries neither wait for the
    // rest of another transaction nor deadlock with it.
    await runner.query(`
      CREATE FUNCTION chain_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE last audit_chain;
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('audit_chain'));
        SELECT * INTO last FROM audit_chain ORDER BY position DESC LIMIT 1;
        INSERT INTO audit_chain (position, entry_id, hash)
        VALUES (
          coalesce(last.position, 0) + 1, NEW.id, audit_hash(coalesce(last.hash, ''::bytea), NEW)
        );
        RETURN NULL;
      END $$
    `);
    await runner.query(`
      CREATE CONSTRAINT TRIGGER audit_log_chain AFTER INSERT ON audit_log
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chain_audit_entry()
    `);
    await runner.query(`
      CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
      END $$
    `);
    for (const table of ['audit_log', 'audit_chain']) {
      await runner.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()
      `);
      await runner.query(`REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM PUBLIC, CURRENT_USER`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT UPDATE, DELETE, TRUNCATE ON audit_log TO CURRENT_USER');
    await runner.query('DROP TABLE audit_chain');
    await runner.query('DROP TRIGGER audit_log_append_only ON audit_log');
    await runner.query('DROP TRIGGER audit_log_chain ON audit_log');
    await runner.query('DROP FUNCTION chain_audit_entry, refuse_audit_change, audit_hash');
    await runner.query('DROP INDEX audit_log_actor_id, audit_log_person_id');
    await runner.query('ALTER TABLE audit_log DROP COLUMN reason, DROP COLUMN network');
  }
}
