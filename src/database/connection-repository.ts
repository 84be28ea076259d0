import type { EntityManager } from 'typeorm';

/** Connections of all processes to this database, by state such as `active` and `idle`. */
export async function countConnections(manager: EntityManager): Promise<Record<string, number>> {
  const rows = await manager
    .createQueryBuilder()
    .select('activity.state', 'state')
    .addSelect('count(*)::int', 'count')
    .from('pg_stat_activity', 'activity')
    .where('activity.datname = current_database()')
    .andWhere('activity.state IS NOT NULL')
    .groupBy('activity.state')
    .getRawMany<{ state: string; count: number }>();
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Waits for the lock of migrations, which the manager's connection then holds until it ends. */
export async function lockForMigrations(manager: EntityManager): Promise<void> {
  // Advisory locks belong to no entity, so QueryBuilder has nothing to select them from.
  await manager.query(`SELECT pg_advisory_lock(hashtextextended('migrations', 0))`);
}

/** How long each statement of the transaction may run. */
export async function limitStatements(tx: EntityManager, ms: number): Promise<void> {
  // QueryBuilder has no entity for settings.
  await tx.query(`SELECT set_config('statement_timeout', $1, true)`, [String(ms)]);
}
