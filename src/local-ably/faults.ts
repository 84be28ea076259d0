import type { AblyError } from './protocol/ably-error';

const MAX_DEFERRED = 10_000;

/** The active faults. */
export class Faults {
  refuseConnections = false;
  blackHole = false;
  delayMs = 0;
  private rejections: { left: number; error: AblyError }[] = [];
  private deferred: (() => void)[] = [];

  /** True while traffic is delayed or discarded, or deferred deliveries are pending. */
  get affectsTraffic(): boolean {
    return this.blackHole || this.delayMs > 0 || this.deferred.length > 0;
  }

  /** Delivers after the delay and in order, or never. */
  defer(deliver: () => void): void {
    if (this.blackHole) return;
    // The queue is bounded: beyond that, the oldest is delivered early.
    if (this.deferred.length >= MAX_DEFERRED) this.deferred.shift()?.();
    this.deferred.push(deliver);
    // Every timer delivers the oldest: a changed delay keeps the order.
    setTimeout(() => this.deferred.shift()?.(), this.delayMs).unref();
  }

  rejectPublishes(count: number, error: AblyError): void {
    if (count > 0) this.rejections.push({ left: count, error });
  }

  /** Throws when this publish is to be rejected. */
  checkPublish(): void {
    const rejection = this.rejections[0];
    if (!rejection) return;
    rejection.left -= 1;
    if (rejection.left < 1) this.rejections.shift();
    throw rejection.error;
  }

  reset(): void {
    this.refuseConnections = false;
    this.blackHole = false;
    this.delayMs = 0;
    this.rejections = [];
  }
}
