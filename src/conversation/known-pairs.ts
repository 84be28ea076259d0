import { LRUCache } from 'lru-cache';
import type { OwnName, Place } from './place';

const KEPT = 20_000;
const TTL_MS = 10_000;

/**
 * Remembers where two people write to each other, so that a message costs one round trip. That a
 * conversation has closed since is found by the statement that keeps the message.
 */
export class KnownPairs {
  private readonly kept = new LRUCache<string, Place<OwnName>>({ max: KEPT, ttl: TTL_MS });

  /** `asked` says in whose name which conversation was asked for. */
  async find(asked: string, look: () => Promise<Place<OwnName>>): Promise<Place<OwnName>> {
    const known = this.kept.get(asked);
    if (known) return known;
    const place = await look();
    this.kept.set(asked, place);
    return place;
  }

  forget(asked: string): boolean {
    return this.kept.delete(asked);
  }
}
