import { LRUCache } from 'lru-cache';
import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import type { Db } from '../../database/db';
import { AppError } from '../../errors';
import type { ConversationKind, Permission } from '../../enums';
import { hasPermission, canAccess, MEMBER_KINDS } from './conversation-policy';
import type { AccessFacts } from './conversation-policy';
import { conversationRef } from './conversation-ref';
import type { ConversationPublicId, ConversationRef } from './conversation-ref';

const MAX_ENTRIES = 20_000;
/** How long somebody who has just joined, or a kind that has just changed, may go unnoticed. */
const TTL_MS = 10_000;

/** Lets people into conversations, and remembers who belongs where. */
export class ConversationAccessCache {
  private readonly cache: LRUCache<string, AccessFacts>;

  constructor(db: Db) {
    this.cache = new LRUCache<string, AccessFacts>({
      max: MAX_ENTRIES,
      ttl: TTL_MS,
      fetchMethod: (id) => selectAccessFacts(db, id),
      // Whoever is waiting when somebody says to look again is answered; only nothing is kept.
      ignoreFetchAbort: true,
    });
  }

  /**
   * Refuses `conversation-not-found`, also for a malformed id or a kind that is not asked for, then
   * `not-your-conversation`. Whether it is open is asked again by whoever reads or writes there.
   */
  async requireAccess(
    principal: Principal,
    conversationId: string,
    kinds: readonly ConversationKind[],
  ): Promise<ConversationRef<ConversationPublicId>> {
    const { kind } = await this.requireFacts(principal, conversationId, kinds);
    // A session is entered by its own name.
    if (kind === 'session') throw new AppError('not-your-conversation');
    return conversationRef(conversationId, kind);
  }

  /**
   * The same for conversations of every kind but support, sessions included, and for what a member
   * wants to do there. Refuses also `permission-missing`.
   */
  async requireMemberAccess(
    principal: Principal,
    conversationId: string,
    wanted: Permission,
  ): Promise<ConversationRef> {
    const facts = await this.requireFacts(principal, conversationId, MEMBER_KINDS);
    if (!hasPermission(principal, facts, wanted)) {
      throw new AppError('permission-missing', { details: { permission: wanted } });
    }
    const { kind, sessionId } = facts;
    const name = sessionId === null ? { conversationId } : { sessionId };
    return { conversationId, kind, publicId: name };
  }

  /** Somebody joined or left, or the kind changed: this process looks again. */
  forget(conversationId: string): void {
    this.cache.delete(conversationId);
  }

  private async requireFacts(
    principal: Principal,
    conversationId: string,
    kinds: readonly ConversationKind[],
  ): Promise<AccessFacts> {
    const facts = isRowId(conversationId) ? await this.facts(conversationId) : undefined;
    if (!facts || !kinds.includes(facts.kind)) throw new AppError('conversation-not-found');
    if (!canAccess(principal, facts)) throw new AppError('not-your-conversation');
    return facts;
  }

  /** Whoever was sent away from a group is out at once, at every process. */
  private async facts(conversationId: string): Promise<AccessFacts | undefined> {
    const facts = await this.cache.fetch(conversationId);
    return facts?.kind === 'group'
      ? this.cache.fetch(conversationId, { forceRefresh: true })
      : facts;
  }
}

async function selectAccessFacts(db: Db, id: string): Promise<AccessFacts | undefined> {
  const [row] = await db.source.manager.query<AccessFacts[]>(
    `SELECT c.id AS "conversationId", c.kind,
       (SELECT id FROM chat_sessions WHERE conversation_id = c.id) AS "sessionId",
       coalesce(people.ids, '{}') AS "memberIds", coalesce(people.permissions, '{}') AS permissions
     FROM conversations c, LATERAL (
       SELECT array_agg(user_id::text) AS ids, jsonb_object_agg(user_id::text, permissions)
         FILTER (WHERE permissions IS NOT NULL) AS permissions
       FROM conversation_members WHERE conversation_id = c.id AND left_at IS NULL) AS people
     WHERE c.id = $1`,
    [id],
  );
  return row;
}
