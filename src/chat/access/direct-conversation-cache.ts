import { LRUCache } from 'lru-cache';
import { limitedTo } from '../../cache-limit';
import type { ConversationPublicId, ConversationRef } from './conversation-ref';

const MAX_ENTRIES = 20_000;
const TTL_MS = 10_000;

type DirectRef = ConversationRef<ConversationPublicId>;

/**
 * Caches which conversation two users share, so that a send takes one round trip. An entry may be
 * stale: the insert statement refuses a closed conversation, and the sender calls `forget`.
 */
export class DirectConversationCache {
  private readonly cache = new LRUCache<string, DirectRef>({
    ...limitedTo(MAX_ENTRIES),
    ttl: TTL_MS,
  });

  async find(key: string, load: () => Promise<DirectRef>): Promise<DirectRef> {
    const cached = this.cache.get(key);
    if (cached) return cached;
    const conversation = await load();
    this.cache.set(key, conversation);
    return conversation;
  }

  /** True when there was an entry. */
  forget(key: string): boolean {
    return this.cache.delete(key);
  }

  /** Call when the database was restored: its ids may be of other rows. */
  clear(): void {
    this.cache.clear();
  }
}
