import type { AblyError } from './protocol/ably-error';

const MAX_WAITING = 10_000;

/** Faults that are switched on at present. */
export class Faults {
  refuseConnections = false;
  blackHole = false;
  delayMs = 0;
  private refusals: { left: number; error: AblyError }[] = [];
  private waiting: (() => void)[] = [];

  /** True while traffic is delayed or swallowed, or delayed traffic is still on its way. */
  get slowsTraffic(): boolean {
    return this.blackHole || this.delayMs > 0 || this.waiting.length > 0;
  }

  /** Lets something through late, in order, or never. */
  pass(deliver: () => void): void {
    if (this.blackHole) return;
    // What waits is bounded: beyond that, what came first goes on early.
    if (this.waiting.length >= MAX_WAITING) this.waiting.shift()?.();
    this.waiting.push(deliver);
    // Whichever timer fires first delivers what has waited longest: order survives a new delay.
    setTimeout(() => this.waiting.shift()?.(), this.delayMs).unref();
  }

  refusePublishes(count: number, error: AblyError): void {
    if (count > 0) this.refusals.push({ left: count, error });
  }

  /** Throws when the next publish is to be refused. */
  checkPublish(): void {
    const refusal = this.refusals[0];
    if (!refusal) return;
    refusal.left -= 1;
    if (refusal.left < 1) this.refusals.shift();
    throw refusal.error;
  }

  reset(): void {
    this.refuseConnections = false;
    this.blackHole = false;
    this.delayMs = 0;
    this.refusals = [];
  }
}
