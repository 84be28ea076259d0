import { LRUCache } from 'lru-cache';
import type { Db } from '../../database/db';

const MAX_ENTRIES = 5_000;
/** How long a conversation that has just begun or ended may go unnoticed here. */
const TTL_MS = 10_000;
/** The team is in many rooms. */
const MAX_PEERS = 5_000;

/** Knows who shares a conversation with whom: they alone may see whether the other is there. */
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

/** Where nobody may read any more, the two do not see each other either. */
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
