import { LRUCache } from 'lru-cache';
import { limitedTo } from '../../src/cache-limit';

describe('a limited cache', () => {
  it('stores its number of entries and drops the least recently used', () => {
    const cache = new LRUCache<string, number>({ ...limitedTo(3), ttl: 60_000 });
    for (const [at, key] of ['a', 'b', 'c'].entries()) cache.set(key, at);
    cache.get('a');
    cache.set('d', 3);
    expect([...cache.keys()].sort()).toEqual(['a', 'c', 'd']);
  });

  it('limits entries that it fetches', async () => {
    const fetchMethod = (key: string): Promise<string> => Promise.resolve(key);
    const cache = new LRUCache<string, string>({ ...limitedTo(2), fetchMethod });
    for (const key of ['a', 'b', 'c']) expect(await cache.fetch(key)).toBe(key);
    expect([...cache.keys()].sort()).toEqual(['b', 'c']);
  });

  it('allocates no memory for entries that it does not have', () => {
    const memory = (): number => {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const before = memory();
    const cache = new LRUCache<string, number>(limitedTo(10_000_000));
    expect(memory() - before).toBeLessThan(10_000_000);
    expect(cache.size).toBe(0);
  });
});
