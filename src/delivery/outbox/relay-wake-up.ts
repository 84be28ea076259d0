import type { Redis } from 'ioredis';

/** The Redis channel on which relays are woken up; a message is a JSON list of destinations. */
export const wakeUpChannel = (prefix: string): string => `${prefix}:outbox`;

/** Under load, all commits within this time share one message. */
const COALESCE_MS = 10;

/** Wakes up the relays after a commit. A lost message costs a second at most: relays also poll. */
export class RelayWakeUp {
  private publishedAt = 0;
  private readonly pending = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  readonly committed = (destinations: readonly string[]): void => {
    for (const destination of destinations) this.pending.add(destination);
    if (this.timer) return;
    if (performance.now() - this.publishedAt > COALESCE_MS) this.publish();
    else this.timer = setTimeout(this.publish, COALESCE_MS);
  };

  private readonly publish = (): void => {
    this.timer = undefined;
    this.publishedAt = performance.now();
    const destinations = JSON.stringify([...this.pending]);
    this.pending.clear();
    this.redis.publish(wakeUpChannel(this.prefix), destinations).catch(() => undefined);
  };
}
