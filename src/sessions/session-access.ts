import type { EntityManager } from 'typeorm';
import { AppError } from '../errors';
import type { Principal } from '../users/principal';
import { findSession, findSessionByConversation, lockSessions } from './session-repository';
import type { Participants, SessionDetails, SessionRecord } from './session-repository';

export type { SessionRecord };

/**
 * Returns the session to one of its participants; rejects in the order of C-18: `session-not-
 * found` (also for malformed ids), then `not-participant`.
 */
export async function requireSessionFor(
  manager: EntityManager,
  principal: Principal,
  sessionId: string,
): Promise<SessionDetails> {
  const session = await findSession(manager, sessionId);
  if (!session) throw new AppError('session-not-found');
  if (!isParticipant(session, principal)) throw new AppError('not-participant');
  return session;
}

export async function requireLockedSession(
  tx: EntityManager,
  sessionId: string,
): Promise<SessionRecord> {
  const [session] = await lockSessions(tx, [sessionId]);
  if (!session) throw new AppError('session-not-found');
  return session;
}

/** Undefined when the conversation belongs to no session. */
export async function findSessionByConversationFor(
  manager: EntityManager,
  principal: Principal,
  conversationId: string,
): Promise<SessionRecord | undefined> {
  const session = await findSessionByConversation(manager, conversationId);
  if (session && !isParticipant(session, principal)) throw new AppError('not-your-conversation');
  return session;
}

function isParticipant(session: Participants, principal: Principal): boolean {
  return principal.id === session.clientId || principal.id === session.psychologistId;
}
