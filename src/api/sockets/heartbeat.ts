import { toAppError } from '../http/error-translator';

/** Heartbeats of connections are spread over the ticks of an interval. */
const TICKS_PER_INTERVAL = 25;

/** Calls `beat` for every connection once per interval, from one timer. */
export class Heartbeat<Target> {
  private readonly dueAt = new Map<Target, number>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly intervalMs: number,
    private readonly beat: (target: Target) => void,
  ) {
    this.timer = setInterval(() => this.run(), intervalMs / TICKS_PER_INTERVAL);
  }

  add(target: Target): void {
    this.dueAt.set(target, Date.now() + Math.random() * this.intervalMs);
  }

  remove(target: Target): void {
    this.dueAt.delete(target);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private run(): void {
    const now = Date.now();
    for (const [target, dueAt] of this.dueAt) {
      if (dueAt > now) continue;
      this.dueAt.set(target, now + this.intervalMs);
      this.beat(target);
    }
  }
}

/**
 * Repeats authentication and access checks while a connection stays open: tokens expire, users sign
 * out, roles and memberships change. A check that fails with a server error keeps the connection
 * open.
 */
export function recheckAccess(
  checks: (() => Promise<unknown>)[],
  close: (error: unknown) => void,
): void {
  const run = async (): Promise<void> => {
    for (const check of checks) await check();
  };
  run().catch((error: unknown) => {
    if (toAppError(error).status < 500) close(error);
  });
}
