import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { limitedTo } from '../../cache-limit';
import { answerWithin } from '../../answer-within';
import type { LimitStore } from './shared-limiter';

export interface WaitRule {
  name: string;
  /** Attempts without a wait. */
  free: number;
  /** Wait after the last free attempt, in milliseconds; it doubles with each further one. */
  firstWaitMs: number;
  longestWaitMs: number;
  /** The count is forgotten this long after the last attempt. */
  forgetMs: number;
}

export interface Attempt {
  isAdmitted: boolean;
  /** Attempts counted, this one included if it was admitted. */
  count: number;
  /** Time until the next attempt is admitted. */
  waitMs: number;
}

const REDIS_TIMEOUT_MS = 500;
const MAX_SUBJECTS = 50_000;

/** Counts an attempt and plans the next one in one step, so that parallel attempts cannot pass together. */
const ATTEMPT_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state = redis.call('HMGET', KEYS[1], 'count', 'next')
local count = tonumber(state[1]) or 0
local wait = (tonumber(state[2]) or 0) - now
if wait > 0 then return {0, count, wait} end
count = count + 1
local free, first, longest, forget = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
wait = 0
if count >= free then wait = math.min(longest, first * 2 ^ math.min(count - free, 30)) end
redis.call('HSET', KEYS[1], 'count', count, 'next', now + wait)
redis.call('PEXPIRE', KEYS[1], forget)
return {1, count, wait}
`;

const GIVE_BACK_SCRIPT = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'next', 0)
if redis.call('HINCRBY', KEYS[1], 'count', -1) <= 0 then redis.call('DEL', KEYS[1]) end
return 1
`;

/**
 * Counts attempts before they run; after the free ones each must wait longer than the one before.
 * Shared by all processes through Redis; while Redis fails or does not answer, each counts alone.
 */
export class GrowingWait {
  private readonly local = new LRUCache<string, { count: number; nextAt: number }>(
    limitedTo(MAX_SUBJECTS),
  );

  constructor(
    private readonly rule: WaitRule,
    private readonly store: LimitStore,
  ) {}

  attempt(subject: string): Promise<Attempt> {
    const key = this.keyOf(subject);
    const { free, firstWaitMs, longestWaitMs, forgetMs } = this.rule;
    const shared = async (): Promise<Attempt> => {
      const rule = [free, firstWaitMs, longestWaitMs, forgetMs];
      const reply = await this.store.redis.eval(ATTEMPT_SCRIPT, 1, key, ...rule);
      const [isAdmitted, count, waitMs] = reply as [number, number, number];
      return { isAdmitted: isAdmitted === 1, count, waitMs };
    };
    return orElse(shared(), () => this.attemptAlone(key));
  }

  /** The attempt was no failure: it is not counted, and the next one need not wait. */
  async giveBack(subject: string): Promise<void> {
    const key = this.keyOf(subject);
    const alone = this.local.get(key);
    if (alone) this.local.set(key, { count: alone.count - 1, nextAt: 0 });
    await this.change(this.store.redis.eval(GIVE_BACK_SCRIPT, 1, key));
  }

  async reset(subject: string): Promise<void> {
    const key = this.keyOf(subject);
    this.local.delete(key);
    await this.change(this.store.redis.del(key));
  }

  private async change(command: Promise<unknown>): Promise<void> {
    await orElse(command, () => undefined);
  }

  private attemptAlone(key: string): Attempt {
    const { free, firstWaitMs, longestWaitMs, forgetMs } = this.rule;
    const now = Date.now();
    const { count: before, nextAt } = this.local.get(key) ?? { count: 0, nextAt: 0 };
    if (nextAt > now) return { isAdmitted: false, count: before, waitMs: nextAt - now };
    const count = before + 1;
    const grown = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(count - free, 30));
    const waitMs = count >= free ? grown : 0;
    this.local.set(key, { count, nextAt: now + waitMs }, { ttl: forgetMs });
    return { isAdmitted: true, count, waitMs };
  }

  /** Redis holds no readable address or email. */
  private keyOf(subject: string): string {
    const digest = createHash('sha256').update(subject).digest('base64url');
    return `${this.store.prefix}:limit:${this.rule.name}:${digest}`;
  }
}

function orElse<T>(shared: Promise<T>, alone: () => T): Promise<T> {
  return answerWithin(REDIS_TIMEOUT_MS, shared, alone).catch(alone);
}
