import { LRUCache } from 'lru-cache';
import type { EntityManager } from 'typeorm';
import { limitedTo } from '../cache-limit';
import type { ContentCipher, DataKey, WrappedKey } from '../content-cipher';
import { AppError } from '../errors';
import { readDataKey } from './conversation-repository';

const MAX_ENTRIES = 10_000;
const TTL_MS = 60_000;

/** Caches unwrapped data keys; an erased key leaves the cache within a minute. */
export class ConversationKeys {
  private readonly cache = new LRUCache<string, DataKey>({
    ...limitedTo(MAX_ENTRIES),
    ttl: TTL_MS,
  });

  constructor(private readonly cipher: ContentCipher) {}

  create(): { dataKey: DataKey; wrappedKey: WrappedKey } {
    return this.cipher.createKey();
  }

  unwrap(conversationId: string, wrapped: WrappedKey): DataKey {
    const cached = this.cache.get(conversationId);
    if (cached) return cached;
    const key = this.cipher.unwrap(wrapped);
    this.cache.set(conversationId, key);
    return key;
  }

  /** For lists: see `ContentCipher.decryptOr`. */
  decryptOr<T, F>(conversationId: string, decryptRow: () => T, fallback: F): T | F {
    return this.cipher.decryptOr(`conversation ${conversationId}`, decryptRow, fallback);
  }

  /** Reads the wrapped key unless it is cached. Throws `conversation-erased`. */
  async find(manager: EntityManager, conversationId: string): Promise<DataKey> {
    const cached = this.cache.get(conversationId);
    if (cached) return cached;
    const wrapped = await readDataKey(manager, conversationId);
    if (!wrapped) throw new AppError('conversation-erased');
    return this.unwrap(conversationId, wrapped);
  }

  /** Call after erasing the key. */
  forget(conversationId: string): void {
    this.cache.delete(conversationId);
  }

  /** Call when the database was restored: its ids may be of other rows. */
  clear(): void {
    this.cache.clear();
  }
}

/** Additional authenticated data of message text. */
export function messageContext(conversationId: string): string {
  return `message:${conversationId}`;
}
