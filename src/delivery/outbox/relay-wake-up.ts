import type { Redis } from 'ioredis';

/** The Redis channel on which "look at these lanes of the outbox" is called out, as a JSON list. */
export const wakeUpChannel = (prefix: string): string => `${prefix}:outbox`;

/** Under load one call serves all commits of this many milliseconds. */
const COALESCE_MS = 3;

/**
 * Calls the relay after a commit: at once when it is quiet, gathered when it is busy. A lost call
 * costs only time: the relay looks by itself every second.
 */
export class RelayWakeUp {
  private publishedAt = 0;
  private readonly pending = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  readonly committed = (lanes: readonly string[]): void => {
    for (const lane of lanes) this.pending.add(lane);
    if (this.timer) return;
    if (performance.now() - this.publishedAt > COALESCE_MS) this.publish();
    else this.timer = setTimeout(this.publish, COALESCE_MS);
  };

  private readonly publish = (): void => {
    this.timer = undefined;
    this.publishedAt = performance.now();
    const lanes = JSON.stringify([...this.pending]);
    this.pending.clear();
    this.redis.publish(wakeUpChannel(this.prefix), lanes).catch(() => undefined);
  };
}
