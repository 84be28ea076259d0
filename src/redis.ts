import { Redis } from 'ioredis';
import type { Config } from './config/config';
import type { Logger } from './logger';

interface RedisDeps {
  config: Config;
  logger: Logger;
}

/**
 * Connects to Redis. With `failFast`, commands fail immediately while Redis is down, so that requests
 * do not hang; without, they wait until it is back, as BullMQ's consumers and subscribers must.
 */
export function connectRedis(
  { config, logger }: RedisDeps,
  { failFast }: { failFast: boolean },
): Redis {
  const redis = new Redis(config.redisUrl ?? '', {
    enableOfflineQueue: !failFast,
    maxRetriesPerRequest: failFast ? 1 : null,
    retryStrategy: (times) => Math.min(times * 100, 1_000),
  });
  redis.on('error', (error) => logger.warn({ err: error }, 'Redis connection error'));
  return redis;
}
