import { LRUCache } from 'lru-cache';
import { limitedTo } from '../../cache-limit';
import type { Db } from '../../database/db';
import { selectPeers } from './access-repository';

const MAX_ENTRIES = 5_000;
/** How long a new or closed conversation may stay unknown to this process. */
const TTL_MS = 10_000;
/** Bounds the set of a team member, who is in many support rooms. */
const MAX_PEERS = 5_000;

/** Caches who shares a conversation with whom: only peers may see a user's presence. */
export class PeerCache {
  private readonly cache: LRUCache<string, ReadonlySet<string>>;

  constructor(db: Db) {
    this.cache = new LRUCache<string, ReadonlySet<string>>({
      ...limitedTo(MAX_ENTRIES),
      ttl: TTL_MS,
      fetchMethod: async (userId) =>
        new Set(await selectPeers(db.source.manager, userId, MAX_PEERS)),
    });
  }

  async peersOf(userId: string): Promise<ReadonlySet<string>> {
    return (await this.cache.fetch(userId)) ?? new Set();
  }

  /** Call when the database was restored: its ids may be of other rows. */
  clear(): void {
    this.cache.clear();
  }
}
