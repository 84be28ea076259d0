import { LRUCache } from 'lru-cache';
import type { Principal } from '../accounts/principal';
import { isUserId as isRowId } from '../accounts/user-id';
import type { Db } from '../db/db';
import { AppError } from '../errors';
import type { ConversationKind } from '../words';
import { mayEnter } from './conversation-policy';
import type { ConversationFacts } from './conversation-policy';
import { placeOf } from './place';
import type { OwnName, Place } from './place';

const KEPT = 20_000;
/** How long somebody who has just joined, or a kind that has just changed, may go unnoticed. */
const TTL_MS = 10_000;

/** Lets people into conversations that are no sessions, and remembers who belongs where. */
export class KnownConversations {
  private readonly kept: LRUCache<string, ConversationFacts>;

  constructor(db: Db) {
    this.kept = new LRUCache<string, ConversationFacts>({
      max: KEPT,
      ttl: TTL_MS,
      fetchMethod: (id) => readFacts(db, id),
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
    const facts = isRowId(conversationId) ? await this.kept.fetch(conversationId) : undefined;
    if (!facts || !kinds.includes(facts.kind)) throw new AppError('conversation-not-found');
    if (!mayEnter(principal, facts)) throw new AppError('not-your-conversation');
    return placeOf(conversationId, facts.kind);
  }

  /** Somebody joined or left, or the kind changed: this process looks again. */
  forget(conversationId: string): void {
    this.kept.delete(conversationId);
  }
}

async function readFacts(db: Db, id: string): Promise<ConversationFacts | undefined> {
  const [row] = await db.source.manager.query<ConversationFacts[]>(
    `SELECT c.id AS "conversationId", c.kind, ARRAY(
       SELECT user_id::text FROM conversation_members WHERE conversation_id = c.id) AS "memberIds"
     FROM conversations c WHERE c.id = $1`,
    [id],
  );
  return row;
}
