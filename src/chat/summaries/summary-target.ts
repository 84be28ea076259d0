import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { AppError } from '../../errors';
import { requireSessionFor, findSessionByConversationFor } from '../../sessions/session-access';
import type { SessionRecord } from '../../sessions/session-access';
import type { ChatServices } from '../chat-services';

/** A session by its own id, or a conversation by its id, sessions included. */
export type SummaryTarget = { sessionId: string } | { conversationId: string };

type Services = Pick<ChatServices, 'db'>;

/** Undefined: the conversation is not a session. Throws for a caller who is not a participant. */
export async function findTargetSession(
  { db }: Services,
  principal: Principal,
  target: SummaryTarget,
): Promise<SessionRecord | undefined> {
  const { manager } = db.source;
  if ('sessionId' in target) return requireSessionFor(manager, principal, target.sessionId);
  if (!isRowId(target.conversationId)) throw new AppError('conversation-not-found');
  return findSessionByConversationFor(manager, principal, target.conversationId);
}

/** Throws `session-not-found` where there is no session, `session-not-held` before it has ended. */
export async function requireCompletedSession(
  services: Services,
  principal: Principal,
  target: SummaryTarget,
): Promise<SessionRecord> {
  const session = await findTargetSession(services, principal, target);
  if (!session) throw new AppError('session-not-found');
  return requireCompleted(session);
}

export function requireCompleted(session: SessionRecord): SessionRecord {
  if (session.status === 'completed') return session;
  const endsAt = session.endsAt.toISOString();
  if (session.status !== 'cancelled')
    throw new AppError('session-not-held', { details: { endsAt } });
  throw new AppError('session-not-held', {
    message: 'This session was cancelled, so it has no summary or rating. Book a new one',
  });
}
