import type { Limits } from '../limits';
import { Log } from './log';

/** Something kept for a while: a publication, a presence event, a remembered id. */
export interface RetainedItem {
  readonly serial: string;
  readonly timestamp: number;
  /** Bytes, roughly. */
  size: number;
}

/** Where kept things stand, the oldest first. */
export interface Evictable {
  readonly log: Log<RetainedItem>;
  /** Takes the oldest thing away; what it stood for is lost. */
  evictOldest(): RetainedItem | undefined;
}

interface Entry {
  serial: string;
  owner: Evictable;
  item: RetainedItem;
}

/** Keeps all that an app stores within its bounds: the oldest thing of all goes first. */
export class Retention {
  private readonly entries = new Log<Entry>();
  private bytes = 0;

  constructor(private readonly limits: Limits) {}

  /** Counts a thing that was just put on its shelf. */
  add(shelf: Evictable, item: RetainedItem): void {
    this.entries.push({ serial: item.serial, owner: shelf, item });
    if (shelf.log.length > this.limits.maxHistoryPerChannel) this.evictOldestOf(shelf);
    this.addBytes(item.size);
  }

  /** Counts that a thing on a shelf grew, or shrank. */
  resize(item: RetainedItem, bytes: number): void {
    item.size += bytes;
    this.addBytes(bytes);
  }

  /** Drops the oldest thing of one shelf. */
  evictOldestOf(shelf: Evictable): void {
    const dropped = shelf.evictOldest();
    if (dropped) this.bytes -= dropped.size;
  }

  /** Drops what is older than the retention time. */
  expire(now: number): void {
    const oldest = now - this.limits.historyTtl;
    for (let entry = this.entries.at(0); entry; entry = this.entries.at(0)) {
      if (entry.item.timestamp > oldest) return;
      this.evictOldest();
    }
  }

  private addBytes(bytes: number): void {
    this.bytes += bytes;
    while (this.bytes > this.limits.maxHistoryBytes && this.entries.length > 0) this.evictOldest();
  }

  private evictOldest(): void {
    const entry = this.entries.shift();
    // It may be gone already, when its shelf was full before the app was.
    if (entry && entry.owner.log.at(0) === entry.item) this.evictOldestOf(entry.owner);
  }
}
