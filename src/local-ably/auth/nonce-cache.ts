const CAPACITY = 100_000;

/** Nonces of token requests, stored as long as their timestamps would be accepted. */
export class NonceCache {
  private readonly seen = new Map<string, number>();

  constructor(private readonly lifetime: number) {}

  /** Stores a nonce; false when the key has used it before. */
  use(keyName: string, nonce: string, now = Date.now()): boolean {
    this.evictExpired(now);
    const id = `${keyName}\n${nonce}`;
    if (this.seen.has(id)) return false;
    this.seen.set(id, now);
    return true;
  }

  private evictExpired(now: number): void {
    for (const [id, at] of this.seen) {
      if (at > now - this.lifetime && this.seen.size <= CAPACITY) break;
      this.seen.delete(id);
    }
  }
}
