/** Lets so many things pass in a second, with as many again at once after a pause. */
export class RateLimit {
  private tokens: number;
  private refilledAt = 0;

  constructor(readonly perSecond: number) {
    this.tokens = perSecond;
  }

  /** True when this many may pass now; many at once may pass on credit. */
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
