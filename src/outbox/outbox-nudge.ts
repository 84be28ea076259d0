import type { Redis } from 'ioredis';

/** The Redis channel on which "look at the outbox" is called out. */
export const nudgeChannel = (prefix: string): string => `${prefix}:outbox`;

/**
 * Calls the relay after a commit, at most once in a turn of the event loop. A lost call costs
 * only time: the relay looks by itself every second.
 */
export class OutboxNudge {
  private called = false;

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  readonly committed = (): void => {
    if (this.called) return;
    this.called = true;
    setImmediate(() => {
      this.called = false;
      this.redis.publish(nudgeChannel(this.prefix), '').catch(() => undefined);
    });
  };
}
