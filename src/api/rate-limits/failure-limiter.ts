import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Redis } from 'ioredis';
import type { Limit } from './leased-limiter';
import { rateLimitedError } from './rate-limited-error';

/** Counts failures alone, each in Redis: for what is rare and worth a round trip. */
export class FailureLimiter {
  private readonly limiter: RateLimiterRedis;
  /** Whether a success makes up for the failures before it. */
  private readonly resetsOnSuccess: boolean;

  constructor(
    private readonly limit: Limit,
    { redis, prefix, forgives }: { redis: Redis; prefix: string; forgives: boolean },
  ) {
    this.resetsOnSuccess = forgives;
    const { points, duration, name } = limit;
    const options = { points: Math.max(1, points), duration, keyPrefix: `${prefix}:limit:${name}` };
    this.limiter = new RateLimiterRedis({
      ...options,
      storeClient: redis,
      insuranceLimiter: new RateLimiterMemory(options),
    });
  }

  /** Refuses `rate-limited` when there were too many failures; `isFailure` tells them apart. */
  async run<T>(
    about: string,
    work: () => Promise<T>,
    isFailure: (error: unknown) => boolean,
  ): Promise<T> {
    if (this.limit.points === 0) return work();
    // Nobody's address or name is readable in Redis.
    const key = createHash('sha256').update(about).digest('base64url');
    const before = await this.limiter.get(key);
    if (before && before.consumedPoints >= this.limit.points) {
      throw rateLimitedError(before.msBeforeNext);
    }
    try {
      const result = await work();
      if (before && this.resetsOnSuccess) await this.limiter.delete(key);
      return result;
    } catch (error) {
      if (isFailure(error)) await this.recordFailure(key);
      throw error;
    }
  }

  private async recordFailure(key: string): Promise<void> {
    await this.limiter.consume(key).catch((refusal: unknown) => {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
    });
  }
}
