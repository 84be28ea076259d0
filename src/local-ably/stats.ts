/** The counts of a minute, hour, day or month. */
export interface StatsEntry {
  /** `yyyy-mm-dd:hh:mm`, or a prefix of it. */
  intervalId: string;
  entries: Record<string, number>;
}

const COUNTED_METRICS = [
  'messages.inbound.all.messages',
  'messages.all.messages',
  'messages.all.all',
];
const RETAINED_MINUTES = 60 * 24 * 31;

/** Message counts of an app per minute. */
export class Stats {
  private readonly minutes = new Map<string, Record<string, number>>();

  /** Counts of the current minute; stored as entries when they are read or the minute ends. */
  private current = { minute: 0, count: 0, bytes: 0 };

  recordPublish(count: number, bytes: number): void {
    const minute = Math.floor(Date.now() / 60_000);
    if (minute !== this.current.minute) {
      this.closeMinute();
      this.current.minute = minute;
    }
    this.current.count += count;
    this.current.bytes += bytes;
  }

  private closeMinute(): void {
    const { minute, count, bytes } = this.current;
    this.current = { minute, count: 0, bytes: 0 };
    if (count === 0) return;
    const entries = this.minuteOf(intervalId(minute * 60_000));
    for (const name of COUNTED_METRICS) {
      entries[`${name}.count`] = (entries[`${name}.count`] ?? 0) + count;
      entries[`${name}.data`] = (entries[`${name}.data`] ?? 0) + bytes;
    }
  }

  private minuteOf(id: string): Record<string, number> {
    let minute = this.minutes.get(id);
    if (!minute) {
      minute = {};
      this.minutes.set(id, minute);
      const oldest = this.minutes.keys().next().value;
      if (this.minutes.size > RETAINED_MINUTES && oldest) this.minutes.delete(oldest);
    }
    return minute;
  }

  /** Sets the counts of a minute, for fixtures. */
  seed(id: string, entries: Record<string, number>): void {
    Object.assign(this.minuteOf(id), entries);
  }

  /** Counts summed by interval, oldest first; `width` is the length of the interval's id. */
  sums(width: number): StatsEntry[] {
    this.closeMinute();
    const sums = new Map<string, Record<string, number>>();
    for (const [id, entries] of this.minutes) {
      const key = id.slice(0, width);
      const sum = sums.get(key) ?? {};
      for (const [name, value] of Object.entries(entries)) sum[name] = (sum[name] ?? 0) + value;
      sums.set(key, sum);
    }
    return [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([interval, entries]) => ({ intervalId: interval, entries }));
  }
}

/** The id of the minute of a time, in UTC. */
export function intervalId(time: number): string {
  const [date, clock] = new Date(time).toISOString().split('T');
  return `${date}:${clock?.slice(0, 5)}`;
}
