import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import type { SessionRecord } from '../../sessions/session-access';
import { isReadable } from '../access/conversation-policy';
import type { ChatServices } from '../chat-services';
import { requireAccess } from '../access/require-access';
import { readConversationHead, readConversationSpan } from '../conversation-repository';
import type { SessionSummary } from '../../database/entities/chat/session-summary';
import { averageResponse, countByMember, findSummary } from './summary-repository';
import { toSummaryView } from './summary-view';
import type { SummaryView } from './summary-view';
import { EMPTY_SUMMARY_NOTES, decryptSummaryNotes } from './summary-notes';
import type { SummaryNotes } from './summary-notes';
import { requireCompleted, findTargetSession } from './summary-target';
import type { SummaryTarget } from './summary-target';

type Services = Pick<ChatServices, 'db' | 'keys' | 'accessCache'>;

/**
 * Summary of a conversation for its members. Throws `session-not-held` until a session has ended;
 * its response time counts only the time it was open, and only messages written by users.
 */
export async function getSummary(
  services: Services,
  principal: Principal,
  target: SummaryTarget,
): Promise<SummaryView> {
  const session = await findTargetSession(services, principal, target);
  if (session) return summarizeSession(services, requireCompleted(session));
  const { conversationId } = target as { conversationId: string };
  const { kind } = await requireAccess(services, principal, {
    target: { conversationId },
    permission: 'read',
  });
  const { state } = await readConversationHead(services.db.source.manager, conversationId);
  if (!isReadable(kind, state)) throw new AppError('assignment-ended');
  return summarizeConversation(services, conversationId);
}

async function summarizeSession(services: Services, session: SessionRecord): Promise<SummaryView> {
  const { conversationId, counselingId: consultationId } = session;
  const { manager } = services.db.source;
  const from = session.startedAt ?? session.startsAt;
  const to = session.endedAt ?? session.endsAt;
  const [members, response, stored] = await Promise.all([
    countByMember(manager, conversationId),
    averageResponse(manager, conversationId, { from, to }),
    findSummary(manager, conversationId),
  ]);
  return toSummaryView({
    ...{ conversationId, consultationId, from, to, members, response },
    notes: await readNotes(services, conversationId, stored),
    rating: stored?.rating ?? null,
    createdAt: to,
    updatedAt: stored?.updatedAt ?? to,
  });
}

async function summarizeConversation(
  services: Services,
  conversationId: string,
): Promise<SummaryView> {
  const { manager } = services.db.source;
  const [members, response, { createdAt, lastMessageAt }] = await Promise.all([
    countByMember(manager, conversationId),
    averageResponse(manager, conversationId, { from: null, to: null }),
    readConversationSpan(manager, conversationId),
  ]);
  return toSummaryView({
    ...{ conversationId, members, response, createdAt, from: createdAt, to: lastMessageAt },
    ...{ consultationId: null, notes: EMPTY_SUMMARY_NOTES, rating: null },
    updatedAt: lastMessageAt ?? createdAt,
  });
}

async function readNotes(
  { db, keys }: Services,
  conversationId: string,
  stored: SessionSummary | null,
): Promise<SummaryNotes> {
  if (!stored?.notes) return EMPTY_SUMMARY_NOTES;
  const key = await keys.find(db.source.manager, conversationId);
  return decryptSummaryNotes(key, conversationId, stored.notes);
}
