import type { Redis } from 'ioredis';
import type { StoredText } from './find-plaintext';
import type { TestSystem } from '../harness/test-system';

/** Every row of every table, with binary columns in hex and as raw text. */
export async function dumpDatabase(system: Pick<TestSystem, 'query'>): Promise<StoredText[]> {
  const tables = await system.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts: StoredText[] = [];
  for (const { name } of tables) {
    const rows = await system.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(stored) AS row FROM ${name} AS stored`,
    );
    for (const { row } of rows) {
      texts.push({ location: name, text: JSON.stringify(row) });
      for (const [column, value] of Object.entries(row)) {
        if (typeof value !== 'string' || !value.startsWith('\\x')) continue;
        const text = Buffer.from(value.slice(2), 'hex').toString('latin1');
        texts.push({ location: `${name}.${column}`, text });
      }
    }
  }
  return texts;
}

/** Every Redis key with its value. */
export async function dumpRedis(redis: Redis): Promise<StoredText[]> {
  const keys = await redis.keys('*');
  return Promise.all(
    keys.map(async (key) => ({ location: 'Redis', text: `${key} ${await valueOf(redis, key)}` })),
  );
}

async function valueOf(redis: Redis, key: string): Promise<string> {
  const type = await redis.type(key);
  const read: Record<string, () => Promise<unknown>> = {
    string: () => redis.get(key),
    hash: () => redis.hgetall(key),
    list: () => redis.lrange(key, 0, -1),
    set: () => redis.smembers(key),
    zset: () => redis.zrange(key, 0, -1, 'WITHSCORES'),
    stream: () => redis.xrange(key, '-', '+'),
    none: () => Promise.resolve('deleted'),
  };
  const value = await read[type]?.();
  if (value === undefined) throw new Error(`Unsupported type ${type} of key ${key}`);
  return JSON.stringify(value);
}
