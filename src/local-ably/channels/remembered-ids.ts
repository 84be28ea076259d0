const WINDOW = 300_000;
const CAPACITY = 20_000;

/** The ids that clients gave to their publications lately, so that a repeat is not published. */
export class RememberedIds {
  private entries?: Map<string, { serials: string[]; at: number }>;

  find(id: string): string[] | undefined {
    const entry = this.entries?.get(id);
    return entry && entry.at > Date.now() - WINDOW ? entry.serials : undefined;
  }

  /** Lets go of an id whose publication is no longer kept. */
  forget(id: string | undefined): void {
    if (id !== undefined) this.entries?.delete(id);
  }

  add(id: string, serials: string[]): void {
    const now = Date.now();
    this.entries ??= new Map();
    for (const [old, entry] of this.entries) {
      if (entry.at > now - WINDOW && this.entries.size < CAPACITY) break;
      this.entries.delete(old);
    }
    this.entries.set(id, { serials, at: now });
  }
}
