import { Log } from '../../../src/local-ably/channels/log';
import {
  Retention,
  type RetainedItem,
  type Evictable,
} from '../../../src/local-ably/channels/retention';
import { PublishResults } from '../../../src/local-ably/connections/publish-results';
import { SendBuffers, type BufferedSocket } from '../../../src/local-ably/connections/send-buffers';
import { DEFAULT_LIMITS } from '../../../src/local-ably/limits';
import { RateLimit } from '../../../src/local-ably/rate-limit';

describe('the answers a connection remembers', () => {
  const serials = (...list: string[]): { serials: string[] } => ({ serials: list });

  it('are those to its latest messages; older ones get an empty answer', () => {
    const outcomes = new PublishResults(3);
    for (let i = 0; i < 5; i++) outcomes.store(i, serials(`s${i}`));
    expect([0, 1, 2, 3, 4, 5].map((msgSerial) => outcomes.find(msgSerial))).toEqual([
      serials(),
      serials(),
      serials('s2'),
      serials('s3'),
      serials('s4'),
      undefined,
    ]);
  });

  it('begin anywhere and may skip, however far', () => {
    const outcomes = new PublishResults(3);
    outcomes.store(9_000_000_000_000, serials('far'));
    outcomes.store(9_000_000_000_002, serials('farther'));
    expect(outcomes.find(9_000_000_000_000)).toEqual(serials('far'));
    expect(outcomes.find(9_000_000_000_001)).toEqual(serials());
    expect(outcomes.find(9_000_000_000_003)).toBeUndefined();
  });

  it('are fewer when they are long', () => {
    const outcomes = new PublishResults(1_000);
    const long = Array.from({ length: 1_000 }, (_, i) => String(i));
    for (let i = 0; i < 50; i++) outcomes.store(i, serials(...long));
    const kept = Array.from({ length: 50 }, (_, i) => outcomes.find(i)).filter(
      (outcome) => outcome && 'serials' in outcome && outcome.serials.length > 0,
    );
    expect(kept).toHaveLength(10);
    expect(outcomes.find(49)).toEqual(serials(...long));
  });
});

describe('a rate limit', () => {
  it('lets a second of things pass at once, and then as many a second', () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
    const rate = new RateLimit(10);
    const passed = (): number => {
      let count = 0;
      while (rate.take(1)) count += 1;
      return count;
    };
    expect(passed()).toBe(10);
    clock.mockReturnValue(1_000_500);
    expect(passed()).toBe(5);
    clock.mockReturnValue(1_100_000);
    expect(rate.take(30)).toBe(true);
    expect(rate.take(1)).toBe(false);
    clock.mockReturnValue(1_101_000);
    expect(rate.take(1)).toBe(false);
    clock.mockRestore();
  });

  it('lets everything pass when there is none', () => {
    const rate = new RateLimit(Infinity);
    expect([rate.take(1e9), rate.take(1)]).toEqual([true, true]);
  });
});

describe('what waits for slow readers', () => {
  class Slow implements BufferedSocket {
    bufferedBytes = 0;
    dropped = false;
    terminate(): void {
      this.dropped = true;
    }
  }

  it('is bounded together: those with most waiting go', () => {
    const buffers = new SendBuffers(1_000_000);
    const readers = [400_000, 300_000, 200_000, 1_000].map((waiting) =>
      Object.assign(new Slow(), { bufferedBytes: waiting }),
    );
    for (const reader of readers) buffers.update(reader);
    expect(readers.some(({ dropped }) => dropped)).toBe(false);
    const last = Object.assign(new Slow(), { bufferedBytes: 200_000 });
    buffers.update(last);
    expect([...readers, last].map(({ dropped }) => dropped)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('counts as it is by now, not as it was', () => {
    const buffers = new SendBuffers(1_000_000);
    const fast = Object.assign(new Slow(), { bufferedBytes: 900_000 });
    buffers.update(fast);
    fast.bufferedBytes = 0;
    const other = Object.assign(new Slow(), { bufferedBytes: 900_000 });
    buffers.update(other);
    expect([fast.dropped, other.dropped]).toEqual([false, false]);
    buffers.remove(other);
    buffers.update(Object.assign(new Slow(), { bufferedBytes: 900_000 }));
    expect(other.dropped).toBe(false);
  });
});

describe('what an app keeps', () => {
  function shelf(): Evictable & { push(item: RetainedItem): void } {
    const log = new Log<RetainedItem>();
    return { log, evictOldest: () => log.shift(), push: (item) => log.push(item) };
  }
  const item = (serial: number, size: number, timestamp = 0): RetainedItem => ({
    serial: String(serial).padStart(5, '0'),
    size,
    timestamp,
  });

  it('stays within its bytes over all shelves, the oldest of all going first', () => {
    const retention = new Retention({ ...DEFAULT_LIMITS, maxHistoryBytes: 100 });
    const [one, two] = [shelf(), shelf()];
    for (let i = 0; i < 10; i++) {
      const kept = item(i, 25);
      const place = i % 2 ? one : two;
      place.push(kept);
      retention.add(place, kept);
    }
    expect([one.log.length, two.log.length]).toEqual([2, 2]);
    expect([one.log.at(0)?.serial, two.log.at(0)?.serial]).toEqual(['00007', '00006']);
    const newest = one.log.at(1);
    if (newest) retention.resize(newest, 50);
    expect([one.log.length, two.log.length]).toEqual([1, 1]);
  });

  it('stays within its count on each shelf, and within its time', () => {
    const retention = new Retention({
      ...DEFAULT_LIMITS,
      maxHistoryPerChannel: 3,
      historyTtl: 1_000,
    });
    const one = shelf();
    for (let i = 0; i < 5; i++) {
      const kept = item(i, 1, i * 100);
      one.push(kept);
      retention.add(one, kept);
    }
    expect(one.log.at(0)?.serial).toBe('00002');
    retention.expire(1_300);
    expect([one.log.length, one.log.at(0)?.serial]).toEqual([1, '00004']);
  });
});
