/** A token bucket with a capacity of one second. */
export class RateLimit {
  private tokens: number;
  private refilledAt = 0;

  constructor(readonly perSecond: number) {
    this.tokens = perSecond;
  }

  /** True when `count` are allowed now; a batch larger than the balance overdraws it. */
  take(count: number): boolean {
    if (this.perSecond === Infinity) return true;
    const now = Date.now();
    const since = (now - this.refilledAt) / 1_000;
    this.tokens = Math.min(this.perSecond, this.tokens + since * this.perSecond);
    this.refilledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= count;
    return true;
  }
}
