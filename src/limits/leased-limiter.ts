import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Redis } from 'ioredis';
import { refusalFor } from './refusal-for';

const KEPT = 50_000;
/** So many trips to Redis does a key need, at most, to use up its whole limit. */
const LEASES = 20;

export interface Limit {
  name: string;
  /** 0: no limit. */
  points: number;
  /** Seconds. */
  duration: number;
}

interface Lease {
  left: number;
  until: number;
  /** Whether Redis said no until then. */
  refused: boolean;
}

/**
 * Counts in Redis for all processes together, but fetches a twentieth of the limit at a time and
 * spends it here: nearly every request is counted without a round trip. What a process does not
 * spend is lost until the window ends. Without Redis each process counts alone.
 */
export class LeasedLimiter {
  private readonly leases = new LRUCache<string, Lease>({ max: KEPT });
  private readonly renewals = new Map<string, Promise<void>>();
  private readonly limiter: RateLimiterRedis;
  private readonly portion: number;

  constructor(
    private readonly limit: Limit,
    { redis, prefix }: { redis: Redis; prefix: string },
  ) {
    const { points, duration, name } = limit;
    const options = { points: Math.max(1, points), duration, keyPrefix: `${prefix}:limit:${name}` };
    this.portion = Math.max(1, Math.floor(points / LEASES));
    this.limiter = new RateLimiterRedis({
      ...options,
      storeClient: redis,
      insuranceLimiter: new RateLimiterMemory(options),
    });
  }

  /** Rejects `rate-limited`, and never throws; undefined: counted, with nothing to wait for. */
  take(key: string): Promise<void> | undefined {
    if (this.limit.points === 0) return undefined;
    const lease = this.leases.get(key);
    if (lease && lease.until > Date.now()) {
      if (lease.refused) return Promise.reject(refusalFor(lease.until - Date.now()));
      if (lease.left > 0) {
        lease.left -= 1;
        return undefined;
      }
    }
    return this.renew(key).then(() => this.take(key));
  }

  private renew(key: string): Promise<void> {
    const underWay = this.renewals.get(key);
    if (underWay) return underWay;
    const renewal = this.fetch(key).finally(() => this.renewals.delete(key));
    this.renewals.set(key, renewal);
    return renewal;
  }

  private async fetch(key: string): Promise<void> {
    const answer = await this.limiter.consume(key, this.portion).then(
      (taken) => ({ left: this.portion, refused: false, ms: taken.msBeforeNext }),
      (refusal: unknown) => {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return { left: 0, refused: true, ms: refusal.msBeforeNext };
      },
    );
    const { left, refused, ms } = answer;
    this.leases.set(key, { left, refused, until: Date.now() + Math.max(1, ms) });
  }
}
