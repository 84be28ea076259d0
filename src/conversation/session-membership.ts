import { LRUCache } from 'lru-cache';
import type { Principal } from '../accounts/principal';
import type { Db } from '../db/db';
import { AppError } from '../errors';
import { findSession, isUuid } from '../sessions/session-store';
import { isParticipant } from '../sessions/session-reader';

/** What never changes about a session: its people and its conversation. */
export interface SessionFacts {
  sessionId: string;
  conversationId: string;
  clientId: string;
  psychologistId: string;
}

const KEPT = 20_000;

/** Remembers the unchanging facts of sessions, so that sending a message need not read them again. */
export class SessionMembership {
  private readonly kept = new LRUCache<string, SessionFacts>({ max: KEPT });

  constructor(private readonly db: Db) {}

  /** Refuses `session-not-found`, then `not-participant` (C-18); a malformed id is not found. */
  async require(principal: Principal, sessionId: string): Promise<SessionFacts> {
    const facts = await this.facts(sessionId);
    if (!facts) throw new AppError('session-not-found');
    if (!isParticipant(facts, principal)) throw new AppError('not-participant');
    return facts;
  }

  private async facts(sessionId: string): Promise<SessionFacts | undefined> {
    if (!isUuid(sessionId)) return undefined;
    const known = this.kept.get(sessionId);
    if (known) return known;
    const session = await findSession(this.db.source.manager, sessionId);
    if (!session) return undefined;
    const { conversationId, clientId, psychologistId } = session;
    const facts = { sessionId: session.id, conversationId, clientId, psychologistId };
    this.kept.set(sessionId, facts);
    return facts;
  }
}
