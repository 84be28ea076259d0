import { Log } from './log';
import type { Kept, Retention, Shelf } from './retention';

const WINDOW = 300_000;
const OVERHEAD = 200;
const SERIAL_BYTES = 60;

interface RememberedId extends Kept {
  id: string;
  serials: string[];
}

/** The ids that clients gave to their publications lately, so that a repeat is not published. */
export class RememberedIds implements Shelf {
  readonly log = new Log<RememberedId>();
  private readonly byId = new Map<string, RememberedId>();

  constructor(private readonly retention: Retention) {}

  /** The serials that were given when this id was published, if it was lately. */
  find(id: string): string[] | undefined {
    const known = this.byId.get(id);
    return known && known.timestamp > Date.now() - WINDOW ? known.serials : undefined;
  }

  add(id: string, serials: string[]): void {
    const timestamp = Date.now();
    while ((this.log.at(0)?.timestamp ?? timestamp) < timestamp - WINDOW) this.retention.drop(this);
    const size = OVERHEAD + id.length + SERIAL_BYTES * serials.length;
    const entry = { serial: serials[0] ?? '', id, serials, timestamp, size };
    this.byId.set(id, entry);
    this.log.push(entry);
    this.retention.add(this, entry);
  }

  dropOldest(): RememberedId | undefined {
    const dropped = this.log.shift();
    if (dropped && this.byId.get(dropped.id) === dropped) this.byId.delete(dropped.id);
    return dropped;
  }
}
