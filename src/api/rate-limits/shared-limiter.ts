import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import type { Redis } from 'ioredis';
import { answerWithin } from '../../answer-within';

const REDIS_TIMEOUT_MS = 500;

export interface Limit {
  name: string;
  /** 0: no limit. */
  points: number;
  /** Seconds. */
  duration: number;
}

export interface LimitStore {
  redis: Redis;
  prefix: string;
}

/** Counts in Redis for all processes; while Redis fails or does not answer, each counts alone. */
export class SharedLimiter {
  private readonly memory: RateLimiterMemory;
  private readonly redis: RateLimiterRedis;

  constructor({ points, duration, name }: Limit, { redis, prefix }: LimitStore) {
    const options = { points: Math.max(1, points), duration, keyPrefix: `${prefix}:limit:${name}` };
    this.memory = new RateLimiterMemory(options);
    this.redis = new RateLimiterRedis({
      ...options,
      storeClient: redis,
      insuranceLimiter: this.memory,
    });
  }

  /** Rejects a `RateLimiterRes` when the limit is used up. */
  consume(key: string, points?: number): Promise<RateLimiterRes> {
    return this.run((limiter) => limiter.consume(key, points));
  }

  private run<T>(work: (limiter: RateLimiterAbstract) => Promise<T>): Promise<T> {
    return answerWithin(REDIS_TIMEOUT_MS, work(this.redis), () => work(this.memory));
  }
}
