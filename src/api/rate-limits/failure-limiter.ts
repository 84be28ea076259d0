import { createHash } from 'node:crypto';
import { RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimitedError } from './rate-limited-error';
import { SharedLimiter } from './shared-limiter';
import type { Limit, LimitStore } from './shared-limiter';

/** Counts failures only, each with a round trip to Redis: for rare actions. */
export class FailureLimiter {
  private readonly limiter: SharedLimiter;
  /** A success resets the count. */
  private readonly resetsOnSuccess: boolean;

  constructor(
    private readonly limit: Limit,
    { resetsOnSuccess, ...store }: LimitStore & { resetsOnSuccess: boolean },
  ) {
    this.resetsOnSuccess = resetsOnSuccess;
    this.limiter = new SharedLimiter(limit, store);
  }

  /** Runs `work`; throws `rate-limited` after too many failures, as `isFailure` defines them. */
  async run<T>(
    subject: string,
    work: () => Promise<T>,
    isFailure: (error: unknown) => boolean,
  ): Promise<T> {
    if (this.limit.points === 0) return work();
    // Redis holds no readable address or e-mail.
    const key = createHash('sha256').update(subject).digest('base64url');
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
    await this.limiter.consume(key).catch((rejection: unknown) => {
      if (!(rejection instanceof RateLimiterRes)) throw rejection;
    });
  }
}
