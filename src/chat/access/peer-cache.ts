import { LRUCache } from 'lru-cache';
import type { Db } from '../../database/db';

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
      max: MAX_ENTRIES,
      ttl: TTL_MS,
      fetchMethod: (userId) => selectPeers(db, userId),
    });
  }

  async peersOf(userId: string): Promise<ReadonlySet<string>> {
    return (await this.cache.fetch(userId)) ?? new Set();
  }
}

/** An unreadable care conversation does not make two users peers. */
async function selectPeers(db: Db, userId: string): Promise<ReadonlySet<string>> {
  const rows = await db.source.manager.query<{ id: string }[]>(
    `SELECT DISTINCT other.user_id::text AS id
     FROM conversation_members mine
     JOIN conversations c ON c.id = mine.conversation_id AND (c.kind <> 'care' OR c.state = 'open')
     JOIN conversation_members other ON other.conversation_id = mine.conversation_id
       AND other.left_at IS NULL
     WHERE mine.user_id = $1 AND mine.left_at IS NULL AND other.user_id <> $1 LIMIT $2`,
    [userId, MAX_PEERS],
  );
  return new Set(rows.map(({ id }) => id));
}
