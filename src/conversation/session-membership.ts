import { LRUCache } from 'lru-cache';
import type { Principal } from '../accounts/principal';
import type { Db } from '../db/db';
import { AppError } from '../errors';
import { isParticipant, readSessionFacts } from '../sessions/session-reader';
import type { SessionFacts } from '../sessions/session-reader';
import type { Place } from './place';

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
    const known = this.kept.get(sessionId);
    if (known) return known;
    const facts = await readSessionFacts(this.db.source.manager, sessionId);
    if (facts) this.kept.set(sessionId, facts);
    return facts;
  }
}

export type SessionName = { sessionId: string };

export function placeOfSession({ sessionId, conversationId }: SessionFacts): Place<SessionName> {
  return { conversationId, kind: 'session', name: { sessionId } };
}
