import { Log } from './log';
import type { RetainedItem, Retention, Evictable } from './retention';

const WINDOW_MS = 300_000;
const ENTRY_OVERHEAD_BYTES = 200;
const SERIAL_BYTES = 60;

interface IdempotencyKey extends RetainedItem {
  id: string;
  serials: string[];
}

/** Client-chosen ids of recent publications: a repeated publish returns the stored serials. */
export class IdempotencyKeys implements Evictable {
  readonly log = new Log<IdempotencyKey>();
  private readonly byId = new Map<string, IdempotencyKey>();

  constructor(private readonly retention: Retention) {}

  /** The serials of the publication with this id, if it is in the window. */
  find(id: string): string[] | undefined {
    const entry = this.byId.get(id);
    return entry && entry.timestamp > Date.now() - WINDOW_MS ? entry.serials : undefined;
  }

  add(id: string, serials: string[]): void {
    const timestamp = Date.now();
    while ((this.log.at(0)?.timestamp ?? timestamp) < timestamp - WINDOW_MS)
      this.retention.evictOldestOf(this);
    const size = ENTRY_OVERHEAD_BYTES + id.length + SERIAL_BYTES * serials.length;
    const entry = { serial: serials[0] ?? '', id, serials, timestamp, size };
    this.byId.set(id, entry);
    this.log.push(entry);
    this.retention.add(this, entry);
  }

  evictOldest(): IdempotencyKey | undefined {
    const evicted = this.log.shift();
    if (evicted && this.byId.get(evicted.id) === evicted) this.byId.delete(evicted.id);
    return evicted;
  }
}
