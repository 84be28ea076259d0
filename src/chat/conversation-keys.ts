import { LRUCache } from 'lru-cache';
import type { EntityManager } from 'typeorm';
import type { ContentCipher, DataKey, WrappedKey } from '../content-cipher';
import { AppError } from '../errors';

const KEPT = 10_000;
const TTL_MS = 60_000;

/** Unwrapped data keys of recent conversations; an erased key is forgotten within a minute. */
export class ConversationKeys {
  private readonly cache = new LRUCache<string, DataKey>({ max: KEPT, ttl: TTL_MS });

  constructor(private readonly cipher: ContentCipher) {}

  create(): { dataKey: DataKey; wrappedKey: WrappedKey } {
    return this.cipher.createKey();
  }

  /** The key of a conversation whose row the caller has read. */
  unwrap(conversationId: string, wrapped: WrappedKey): DataKey {
    const known = this.cache.get(conversationId);
    if (known) return known;
    const key = this.cipher.unwrap(wrapped);
    this.cache.set(conversationId, key);
    return key;
  }

  /** Reads the row only when the key is not at hand; refuses `conversation-erased`. */
  async find(manager: EntityManager, conversationId: string): Promise<DataKey> {
    const known = this.cache.get(conversationId);
    if (known) return known;
    const [row] = await manager.query<{ dataKey: Buffer | null }[]>(
      'SELECT data_key AS "dataKey" FROM conversations WHERE id = $1',
      [conversationId],
    );
    if (!row?.dataKey) throw new AppError('conversation-erased');
    return this.unwrap(conversationId, row.dataKey);
  }

  /** The key was erased: this process forgets it at once. */
  forget(conversationId: string): void {
    this.cache.delete(conversationId);
  }
}

/** Binds a sealed text to the conversation it belongs to. */
export function messageContext(conversationId: string): string {
  return `message:${conversationId}`;
}
