import { LRUCache } from 'lru-cache';
import { limitedTo } from '../../cache-limit';
import type { Db } from '../../database/db';
import { isRowId, isUuid } from '../../ids';
import { selectAccessFacts } from './access-repository';
import type { AccessFacts } from './conversation-policy';

const MAX_ENTRIES = 20_000;
/** How long a new member or a changed kind may stay unknown to this process. */
const TTL_MS = 10_000;
/** Members of a session never change. */
const NO_TTL = 0;

/** Caches who has access to which conversation, by conversation id and by session id. */
export class ConversationAccessCache {
  private readonly cache: LRUCache<string, AccessFacts>;

  constructor(db: Db) {
    this.cache = new LRUCache<string, AccessFacts>({
      ...limitedTo(MAX_ENTRIES),
      ttl: TTL_MS,
      fetchMethod: async (id, _stale, { options }) => {
        const { manager } = db.source;
        const by = isUuid(id) ? { sessionId: id } : { conversationId: id };
        const facts = await selectAccessFacts(manager, by);
        if (facts?.kind === 'session') options.ttl = NO_TTL;
        return facts;
      },
      // A pending lookup still resolves after `forget`; only its result is not cached.
      ignoreFetchAbort: true,
    });
  }

  /** Undefined for unknown and malformed ids. */
  async findBySession(sessionId: string): Promise<AccessFacts | undefined> {
    return isUuid(sessionId) ? this.cache.fetch(sessionId) : undefined;
  }

  /**
   * Undefined for unknown and malformed ids. Groups are always read, so that a removal takes effect
   * immediately.
   */
  async find(conversationId: string): Promise<AccessFacts | undefined> {
    if (!isRowId(conversationId)) return undefined;
    const facts = await this.cache.fetch(conversationId);
    return facts?.kind === 'group'
      ? this.cache.fetch(conversationId, { forceRefresh: true })
      : facts;
  }

  /** Call when members or the kind of a conversation changed. */
  forget(conversationId: string): void {
    this.cache.delete(conversationId);
  }

  /** Call when the database was restored: its ids may be of other rows. */
  clear(): void {
    this.cache.clear();
  }
}
