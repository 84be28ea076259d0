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

describe('PublishResults', () => {
  const serials = (...list: string[]): { serials: string[] } => ({ serials: list });

  it('returns the latest results, and an empty one for evicted messages', () => {
    const results = new PublishResults(3);
    for (let i = 0; i < 5; i++) results.store(i, serials(`s${i}`));
    expect([0, 1, 2, 3, 4, 5].map((msgSerial) => results.find(msgSerial))).toEqual([
      serials(),
      serials(),
      serials('s2'),
      serials('s3'),
      serials('s4'),
      undefined,
    ]);
  });

  it('begins at any serial and accepts gaps of any size', () => {
    const results = new PublishResults(3);
    results.store(9_000_000_000_000, serials('far'));
    results.store(9_000_000_000_002, serials('farther'));
    expect(results.find(9_000_000_000_000)).toEqual(serials('far'));
    expect(results.find(9_000_000_000_001)).toEqual(serials());
    expect(results.find(9_000_000_000_003)).toBeUndefined();
  });

  it('stores fewer results when they are long', () => {
    const results = new PublishResults(1_000);
    const long = Array.from({ length: 1_000 }, (_, i) => String(i));
    for (let i = 0; i < 50; i++) results.store(i, serials(...long));
    const stored = Array.from({ length: 50 }, (_, i) => results.find(i)).filter(
      (result) => result && 'serials' in result && result.serials.length > 0,
    );
    expect(stored).toHaveLength(10);
    expect(results.find(49)).toEqual(serials(...long));
  });
});

describe('RateLimit', () => {
  it('allows one second of events at once, then the rate', () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
    const rate = new RateLimit(10);
    const countAllowed = (): number => {
      let count = 0;
      while (rate.take(1)) count += 1;
      return count;
    };
    expect(countAllowed()).toBe(10);
    clock.mockReturnValue(1_000_500);
    expect(countAllowed()).toBe(5);
    clock.mockReturnValue(1_100_000);
    expect(rate.take(30)).toBe(true);
    expect(rate.take(1)).toBe(false);
    clock.mockReturnValue(1_101_000);
    expect(rate.take(1)).toBe(false);
    clock.mockRestore();
  });

  it('allows everything without a limit', () => {
    const rate = new RateLimit(Infinity);
    expect([rate.take(1e9), rate.take(1)]).toEqual([true, true]);
  });
});

describe('SendBuffers', () => {
  class SlowSocket implements BufferedSocket {
    bufferedBytes = 0;
    terminated = false;
    terminate(): void {
      this.terminated = true;
    }
  }

  it('terminates the slowest sockets above the common limit', () => {
    const buffers = new SendBuffers(1_000_000);
    const sockets = [400_000, 300_000, 200_000, 1_000].map((bufferedBytes) =>
      Object.assign(new SlowSocket(), { bufferedBytes }),
    );
    for (const socket of sockets) buffers.update(socket);
    expect(sockets.some(({ terminated }) => terminated)).toBe(false);
    const last = Object.assign(new SlowSocket(), { bufferedBytes: 200_000 });
    buffers.update(last);
    expect([...sockets, last].map(({ terminated }) => terminated)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('uses the current buffer sizes', () => {
    const buffers = new SendBuffers(1_000_000);
    const fast = Object.assign(new SlowSocket(), { bufferedBytes: 900_000 });
    buffers.update(fast);
    fast.bufferedBytes = 0;
    const other = Object.assign(new SlowSocket(), { bufferedBytes: 900_000 });
    buffers.update(other);
    expect([fast.terminated, other.terminated]).toEqual([false, false]);
    buffers.remove(other);
    buffers.update(Object.assign(new SlowSocket(), { bufferedBytes: 900_000 }));
    expect(other.terminated).toBe(false);
  });
});

describe('Retention', () => {
  function owner(): Evictable & { push(item: RetainedItem): void } {
    const log = new Log<RetainedItem>();
    return { log, evictOldest: () => log.shift(), push: (item) => log.push(item) };
  }
  const item = (serial: number, size: number, timestamp = 0): RetainedItem => ({
    serial: String(serial).padStart(5, '0'),
    size,
    timestamp,
  });

  it('stays within its bytes across all owners, evicting the oldest first', () => {
    const retention = new Retention({ ...DEFAULT_LIMITS, maxHistoryBytes: 100 });
    const [one, two] = [owner(), owner()];
    for (let i = 0; i < 10; i++) {
      const stored = item(i, 25);
      const target = i % 2 ? one : two;
      target.push(stored);
      retention.add(target, stored);
    }
    expect([one.log.length, two.log.length]).toEqual([2, 2]);
    expect([one.log.at(0)?.serial, two.log.at(0)?.serial]).toEqual(['00007', '00006']);
    const newest = one.log.at(1);
    if (newest) retention.resize(newest, 50);
    expect([one.log.length, two.log.length]).toEqual([1, 1]);
  });

  it('stays within the count per owner and within its ttl', () => {
    const retention = new Retention({
      ...DEFAULT_LIMITS,
      maxHistoryPerChannel: 3,
      historyTtl: 1_000,
    });
    const one = owner();
    for (let i = 0; i < 5; i++) {
      const stored = item(i, 1, i * 100);
      one.push(stored);
      retention.add(one, stored);
    }
    expect(one.log.at(0)?.serial).toBe('00002');
    retention.expire(1_300);
    expect([one.log.length, one.log.at(0)?.serial]).toEqual([1, '00004']);
  });
});
