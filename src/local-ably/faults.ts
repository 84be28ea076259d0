import type { AblyError } from './protocol/ably-error';

const MAX_DEFERRED = 10_000;

/** Faults that are switched on at present. */
export class Faults {
  refuseConnections = false;
  blackHole = false;
  delayMs = 0;
  private rejections: { left: number; error: AblyError }[] = [];
  private deferred: (() => void)[] = [];

  /** True while traffic is delayed or swallowed, or delayed traffic is still on its way. */
  get affectsTraffic(): boolean {
    return this.blackHole || this.delayMs > 0 || this.deferred.length > 0;
  }

  /** Lets something through late, in order, or never. */
  defer(deliver: () => void): void {
    if (this.blackHole) return;
    // What waits is bounded: beyond that, what came first goes on early.
    if (this.deferred.length >= MAX_DEFERRED) this.deferred.shift()?.();
    this.deferred.push(deliver);
    // Whichever timer fires first delivers what has waited longest: order survives a new delay.
    setTimeout(() => this.deferred.shift()?.(), this.delayMs).unref();
  }

  rejectPublishes(count: number, error: AblyError): void {
    if (count > 0) this.rejections.push({ left: count, error });
  }

  /** Throws when the next publish is to be refused. */
  checkPublish(): void {
    const refusal = this.rejections[0];
    if (!refusal) return;
    refusal.left -= 1;
    if (refusal.left < 1) this.rejections.shift();
    throw refusal.error;
  }

  reset(): void {
    this.refuseConnections = false;
    this.blackHole = false;
    this.delayMs = 0;
    this.rejections = [];
  }
}
