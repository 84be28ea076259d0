const CAPACITY = 100_000;

/**
 * When JWTs were first used. Their `iat` has whole seconds, which does not order a JWT and a
 * revocation of the same second: one that was used before the revocation is older, any other newer.
 */
export class JwtUses {
  private readonly firstUses = new Map<string, number>();

  /** The latest time at which the JWT can have been issued. `iat` in milliseconds. */
  issueTime(token: string, iat: number): number {
    if (!Number.isInteger(iat / 1_000)) return iat;
    const endOfSecond = iat + 999;
    const now = Date.now();
    const signature = token.slice(token.lastIndexOf('.') + 1);
    const firstUse = this.firstUses.get(signature);
    if (firstUse !== undefined) return Math.max(iat, firstUse);
    if (now > endOfSecond) return endOfSecond;
    this.add(signature, now);
    return Math.max(iat, now);
  }

  private add(signature: string, time: number): void {
    const oldest = this.firstUses.keys().next().value;
    if (this.firstUses.size >= CAPACITY && oldest !== undefined) this.firstUses.delete(oldest);
    this.firstUses.set(signature, time);
  }
}
