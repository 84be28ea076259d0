import { LRUCache } from 'lru-cache';
import type { Principal } from '../accounts/principal';
import { isUserId as isRowId } from '../accounts/user-id';
import type { Db } from '../db/db';
import { AppError } from '../errors';
import type { ConversationKind, Permission } from '../words';
import { isPermitted, mayEnter, MEMBER_KINDS } from './conversation-policy';
import type { ConversationFacts } from './conversation-policy';
import { placeOf } from './place';
import type { OwnName, Place } from './place';

const KEPT = 20_000;
/** How long somebody who has just joined, or a kind that has just changed, may go unnoticed. */
const TTL_MS = 10_000;

/** Lets people into conversations, and remembers who belongs where. */
export class KnownConversations {
  private readonly kept: LRUCache<string, ConversationFacts>;

  constructor(db: Db) {
    this.kept = new LRUCache<string, ConversationFacts>({
      max: KEPT,
      ttl: TTL_MS,
      fetchMethod: (id) => readFacts(db, id),
      // Whoever is waiting when somebody says to look again is answered; only nothing is kept.
      ignoreFetchAbort: true,
    });
  }

  /**
   * Refuses `conversation-not-found`, also for a malformed id or a kind that is not asked for, then
   * `not-your-conversation`. Whether it is open is asked again by whoever reads or writes there.
   */
  async enter(
    principal: Principal,
    conversationId: string,
    kinds: readonly ConversationKind[],
  ): Promise<Place<OwnName>> {
    const { kind } = await this.letIn(principal, conversationId, kinds);
    // A session is entered by its own name.
    if (kind === 'session') throw new AppError('not-your-conversation');
    return placeOf(conversationId, kind);
  }

  /**
   * The same for conversations of every kind but support, sessions included, and for what a member
   * wants to do there. Refuses also `permission-missing`.
   */
  async enterAsMember(
    principal: Principal,
    conversationId: string,
    wanted: Permission,
  ): Promise<Place> {
    const facts = await this.letIn(principal, conversationId, MEMBER_KINDS);
    if (!isPermitted(principal, facts, wanted)) {
      throw new AppError('permission-missing', { details: { permission: wanted } });
    }
    const { kind, sessionId } = facts;
    const name = sessionId === null ? { conversationId } : { sessionId };
    return { conversationId, kind, name };
  }

  /** Somebody joined or left, or the kind changed: this process looks again. */
  forget(conversationId: string): void {
    this.kept.delete(conversationId);
  }

  private async letIn(
    principal: Principal,
    conversationId: string,
    kinds: readonly ConversationKind[],
  ): Promise<ConversationFacts> {
    const facts = isRowId(conversationId) ? await this.facts(conversationId) : undefined;
    if (!facts || !kinds.includes(facts.kind)) throw new AppError('conversation-not-found');
    if (!mayEnter(principal, facts)) throw new AppError('not-your-conversation');
    return facts;
  }

  /** Whoever was sent away from a group is out at once, at every process. */
  private async facts(conversationId: string): Promise<ConversationFacts | undefined> {
    const facts = await this.kept.fetch(conversationId);
    return facts?.kind === 'group'
      ? this.kept.fetch(conversationId, { forceRefresh: true })
      : facts;
  }
}

async function readFacts(db: Db, id: string): Promise<ConversationFacts | undefined> {
  const [row] = await db.source.manager.query<ConversationFacts[]>(
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
