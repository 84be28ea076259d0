/** Faults that are switched on at present. */
export class Faults {
  refuseConnections = false;
  blackHole = false;
  delayMs = 0;
  /** How many of the next publishes are refused. */
  nackNext = 0;

  /** True while traffic is delayed or swallowed. */
  get slowsTraffic(): boolean {
    return this.blackHole || this.delayMs > 0;
  }

  /** Lets something through late, or never. */
  pass(deliver: () => void): void {
    if (this.blackHole) return;
    setTimeout(deliver, this.delayMs).unref();
  }
}
