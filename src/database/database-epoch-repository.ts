/** A connection, or an entity manager. */
interface Queryable {
  query(sql: string): Promise<unknown>;
}

// Neither entities nor QueryBuilder describe the server and a connection before its first use.
const EPOCH = `SELECT concat_ws('-', system_identifier, left(pg_walfile_name(pg_current_wal_lsn()), 8),
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    to_regclass('outbox_events')::oid) AS epoch
  FROM pg_control_system()`;

/**
 * Identifies the history of the database: the server, its timeline, which changes with a failover and
 * a recovery to a point in time, the database and a table, which change with a restored dump.
 */
export async function readDatabaseEpoch(connection: Queryable): Promise<string> {
  const result = await connection.query(EPOCH);
  // The driver returns an object, TypeORM the rows.
  const rows = (Array.isArray(result) ? result : (result as { rows: unknown[] }).rows) as {
    epoch: string;
  }[];
  return rows[0]?.epoch ?? '';
}
