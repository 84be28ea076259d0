import { LRUCache } from 'lru-cache';
import type { Principal } from '../../users/principal';
import type { Db } from '../../database/db';
import { AppError } from '../../errors';
import { isParticipant, findSessionFacts } from '../../sessions/session-access';
import type { SessionFacts } from '../../sessions/session-access';
import type { ConversationRef } from './conversation-ref';

const MAX_ENTRIES = 20_000;

/** Remembers the unchanging facts of sessions, so that sending a message need not read them again. */
export class SessionMembershipCache {
  private readonly cache = new LRUCache<string, SessionFacts>({ max: MAX_ENTRIES });

  constructor(private readonly db: Db) {}

  /** Refuses `session-not-found`, then `not-participant` (C-18); a malformed id is not found. */
  async requireParticipant(principal: Principal, sessionId: string): Promise<SessionFacts> {
    const facts = await this.facts(sessionId);
    if (!facts) throw new AppError('session-not-found');
    if (!isParticipant(facts, principal)) throw new AppError('not-participant');
    return facts;
  }

  private async facts(sessionId: string): Promise<SessionFacts | undefined> {
    const known = this.cache.get(sessionId);
    if (known) return known;
    const facts = await findSessionFacts(this.db.source.manager, sessionId);
    if (facts) this.cache.set(sessionId, facts);
    return facts;
  }
}

export type SessionPublicId = { sessionId: string };

export function sessionConversationRef({
  sessionId,
  conversationId,
}: SessionFacts): ConversationRef<SessionPublicId> {
  return { conversationId, kind: 'session', publicId: { sessionId } };
}
