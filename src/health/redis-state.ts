import type { Redis } from 'ioredis';

export interface RedisState {
  usedBytes: number;
  /** Null: no limit. */
  maxBytes: number | null;
  /** Why Redis answers but refuses writes, such as `OOM` or `READONLY`; null: it accepts them. */
  refusal: string | null;
}

/** Expires unless the next check renews it. */
const LIFETIME_S = 60;

/** Memory of Redis, and whether it accepts writes: it answers `PING` even when it is full. */
export async function readRedisState(
  redis: Pick<Redis, 'info' | 'set'>,
  key: string,
): Promise<RedisState> {
  const [memory, refusal] = await Promise.all([redis.info('memory'), tryWrite(redis, key)]);
  const maxBytes = bytesOf(memory, 'maxmemory');
  return {
    usedBytes: bytesOf(memory, 'used_memory'),
    maxBytes: maxBytes === 0 ? null : maxBytes,
    refusal,
  };
}

async function tryWrite(redis: Pick<Redis, 'set'>, key: string): Promise<string | null> {
  try {
    await redis.set(key, 'a write of the health check', 'EX', LIFETIME_S);
    return null;
  } catch (error) {
    // An answer of Redis; anything else is a connection that failed.
    if (!(error instanceof Error) || error.name !== 'ReplyError') throw error;
    return error.message.split(' ')[0] ?? error.message;
  }
}

function bytesOf(info: string, field: string): number {
  return Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
}
