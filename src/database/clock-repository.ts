import type { EntityManager } from 'typeorm';

/** Milliseconds since the Unix epoch by the database's clock. */
export async function readDatabaseTime(manager: EntityManager): Promise<number> {
  const row = await manager
    .createQueryBuilder()
    .select('extract(epoch FROM clock.now)::float8 * 1000', 'now')
    .from('(SELECT clock_timestamp() AS now)', 'clock')
    .getRawOne<{ now: number }>();
  if (!row) throw new Error('The database returned no time');
  return row.now;
}
