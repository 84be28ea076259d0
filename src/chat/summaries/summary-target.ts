import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { AppError } from '../../errors';
import { requireSessionFor, findSessionByConversationFor } from '../../sessions/session-access';
import type { SessionRecord } from '../../sessions/session-access';
import type { ChatServices } from '../chat-services';

/** How what is summed up is called: a session by its own id or by its conversation's. */
export type SummaryTarget = { sessionId: string } | { conversationId: string };

type Services = Pick<ChatServices, 'db'>;

/** The session that is meant, for one of its people; undefined: the conversation is no session. */
export async function findTargetSession(
  { db }: Services,
  principal: Principal,
  meant: SummaryTarget,
): Promise<SessionRecord | undefined> {
  const { manager } = db.source;
  if ('sessionId' in meant) return requireSessionFor(manager, principal, meant.sessionId);
  if (!isRowId(meant.conversationId)) throw new AppError('conversation-not-found');
  return findSessionByConversationFor(manager, principal, meant.conversationId);
}

/** The same, held to its end: refuses `session-not-held`, and `session-not-found` without a session. */
export async function requireHeldSession(
  services: Services,
  principal: Principal,
  meant: SummaryTarget,
): Promise<SessionRecord> {
  const session = await findTargetSession(services, principal, meant);
  if (!session) throw new AppError('session-not-found');
  return requireHeld(session);
}

export function requireHeld(session: SessionRecord): SessionRecord {
  if (session.status === 'completed') return session;
  const endsAt = session.endsAt.toISOString();
  if (session.status !== 'cancelled')
    throw new AppError('session-not-held', { details: { endsAt } });
  throw new AppError('session-not-held', {
    message: 'This session was cancelled, so there is nothing to sum up or to rate. Book a new one',
  });
}
