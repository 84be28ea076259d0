import { LRUCache } from 'lru-cache';
import type { ConversationPublicId, ConversationRef } from './conversation-ref';

const MAX_ENTRIES = 20_000;
const TTL_MS = 10_000;

/**
 * Remembers where two people write to each other, so that a message costs one round trip. That a
 * conversation has closed since is found by the statement that keeps the message.
 */
export class DirectConversationCache {
  private readonly cache = new LRUCache<string, ConversationRef<ConversationPublicId>>({
    max: MAX_ENTRIES,
    ttl: TTL_MS,
  });

  /** `asked` says in whose name which conversation was asked for. */
  async find(
    asked: string,
    look: () => Promise<ConversationRef<ConversationPublicId>>,
  ): Promise<ConversationRef<ConversationPublicId>> {
    const known = this.cache.get(asked);
    if (known) return known;
    const place = await look();
    this.cache.set(asked, place);
    return place;
  }

  forget(asked: string): boolean {
    return this.cache.delete(asked);
  }
}
