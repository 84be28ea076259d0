import type { Redis } from 'ioredis';

/** The Redis channel on which "look at the outbox" is called out. */
export const nudgeChannel = (prefix: string): string => `${prefix}:outbox`;

/** Under load one call serves all commits of this many milliseconds. */
const GATHER_MS = 3;

/**
 * Calls the relay after a commit: at once when it is quiet, gathered when it is busy. A lost call
 * costs only time: the relay looks by itself every second.
 */
export class OutboxNudge {
  private calledAt = 0;
  private pending = false;

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  readonly committed = (): void => {
    if (this.pending) return;
    if (performance.now() - this.calledAt > GATHER_MS) {
      this.call();
      return;
    }
    this.pending = true;
    setTimeout(this.call, GATHER_MS);
  };

  private readonly call = (): void => {
    this.pending = false;
    this.calledAt = performance.now();
    this.redis.publish(nudgeChannel(this.prefix), '').catch(() => undefined);
  };
}
