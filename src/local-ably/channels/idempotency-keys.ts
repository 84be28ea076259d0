import { Log } from './log';
import type { RetainedItem, Retention, Evictable } from './retention';

const WINDOW_MS = 300_000;
const ENTRY_OVERHEAD_BYTES = 200;
const SERIAL_BYTES = 60;

interface IdempotencyKey extends RetainedItem {
  id: string;
  serials: string[];
}

/** The ids that clients gave to their publications lately, so that a repeat is not published. */
export class IdempotencyKeys implements Evictable {
  readonly log = new Log<IdempotencyKey>();
  private readonly byId = new Map<string, IdempotencyKey>();

  constructor(private readonly retention: Retention) {}

  /** The serials that were given when this id was published, if it was lately. */
  find(id: string): string[] | undefined {
    const known = this.byId.get(id);
    return known && known.timestamp > Date.now() - WINDOW_MS ? known.serials : undefined;
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
    const dropped = this.log.shift();
    if (dropped && this.byId.get(dropped.id) === dropped) this.byId.delete(dropped.id);
    return dropped;
  }
}
