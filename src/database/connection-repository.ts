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
