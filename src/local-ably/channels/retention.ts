import type { Limits } from '../limits';
import type { Channel } from './channel';
import type { Publication } from './publication';

interface Entry {
  serial: string;
  channel: Channel;
  publication: Publication;
}

/** Keeps what an app stores within its bounds: the oldest publication of all goes first. */
export class Retention {
  private entries: (Entry | undefined)[] = [];
  private head = 0;
  private bytes = 0;

  constructor(private readonly limits: Limits) {}

  add(channel: Channel, publication: Publication): void {
    this.entries.push({ serial: publication.serial, channel, publication });
    this.bytes += publication.size;
    if (channel.log.length > this.limits.maxHistoryPerChannel) this.drop(channel);
    while (this.bytes > this.limits.maxHistoryBytes) this.dropOldest();
  }

  /** Drops what is older than the retention time. */
  expire(now: number): void {
    const oldest = now - this.limits.historyTtl;
    for (let entry = this.first(); entry; entry = this.first()) {
      if (entry.publication.timestamp > oldest) return;
      this.dropOldest();
    }
  }

  private first(): Entry | undefined {
    return this.entries[this.head];
  }

  private dropOldest(): void {
    const entry = this.first();
    if (!entry) return;
    this.entries[this.head++] = undefined;
    if (this.head > 1024 && this.head * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
    if (entry.channel.log.at(0) === entry.publication) this.drop(entry.channel);
  }

  private drop(channel: Channel): void {
    const dropped = channel.dropOldest();
    if (dropped) this.bytes -= dropped.size;
  }
}
