import type { Limits } from '../limits';
import { Log } from './log';

/** A stored item: a publication, a presence event or an idempotency key. */
export interface RetainedItem {
  readonly serial: string;
  readonly timestamp: number;
  /** Approximate bytes. */
  size: number;
}

/** An owner of retained items, oldest first. */
export interface Evictable {
  readonly log: Log<RetainedItem>;
  evictOldest(): RetainedItem | undefined;
}

interface Entry {
  serial: string;
  owner: Evictable;
  item: RetainedItem;
}

/** Keeps everything that an app stores within its limits by evicting the oldest items. */
export class Retention {
  private readonly entries = new Log<Entry>();
  private bytes = 0;

  constructor(private readonly limits: Limits) {}

  /** Counts an item that its owner has just stored. */
  add(owner: Evictable, item: RetainedItem): void {
    this.entries.push({ serial: item.serial, owner, item });
    if (owner.log.length > this.limits.maxHistoryPerChannel) this.evictOldestOf(owner);
    this.addBytes(item.size);
  }

  /** Counts a change of a stored item's size. */
  resize(item: RetainedItem, bytes: number): void {
    item.size += bytes;
    this.addBytes(bytes);
  }

  /** Evicts the oldest item of an owner. */
  evictOldestOf(owner: Evictable): void {
    const evicted = owner.evictOldest();
    if (evicted) this.bytes -= evicted.size;
  }

  /** Evicts items older than the retention time. */
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
    // The owner may have evicted it already, when its own limit was reached first.
    if (entry && entry.owner.log.at(0) === entry.item) this.evictOldestOf(entry.owner);
  }
}
