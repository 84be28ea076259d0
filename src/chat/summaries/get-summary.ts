import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import type { SessionRecord } from '../../sessions/session-access';
import { canRead } from '../access/conversation-policy';
import type { ChatServices } from '../chat-services';
import { requireAccess } from '../access/require-access';
import { readConversationHead } from '../conversation-repository';
import {
  averageResponse,
  conversationSpan,
  countByMember,
  findSummary,
} from './summary-repository';
import type { StoredSummary } from './summary-repository';
import { toSummaryView } from './summary-view';
import type { SummaryView } from './summary-view';
import { EMPTY_SUMMARY_NOTES, decryptSummaryNotes } from './summary-notes';
import type { SummaryNotes } from './summary-notes';
import { requireHeld, findTargetSession } from './summary-target';
import type { SummaryTarget } from './summary-target';

type Services = Pick<ChatServices, 'db' | 'keys' | 'accessCache'>;

/**
 * What a conversation came to, for its members. A session can be summed up once it was held to its
 * end (`session-not-held`); its figures count only the time in which it was open, and only what
 * people wrote. Refuses like reading.
 */
export async function getSummary(
  services: Services,
  principal: Principal,
  meant: SummaryTarget,
): Promise<SummaryView> {
  const session = await findTargetSession(services, principal, meant);
  if (session) return summarizeSession(services, requireHeld(session));
  const { conversationId } = meant as { conversationId: string };
  const { kind } = await requireAccess(services, principal, { conversationId }, 'read');
  const { state } = await readConversationHead(services.db.source.manager, conversationId);
  if (!canRead(kind, state)) throw new AppError('assignment-ended');
  return summarizeConversation(services, conversationId);
}

async function summarizeSession(services: Services, session: SessionRecord): Promise<SummaryView> {
  const { conversationId, counselingId: consultationId } = session;
  const { manager } = services.db.source;
  const from = session.startedAt ?? session.startsAt;
  const to = session.endedAt ?? session.endsAt;
  const [members, response, kept] = await Promise.all([
    countByMember(manager, conversationId),
    averageResponse(manager, conversationId, { from, to }),
    findSummary(manager, conversationId),
  ]);
  return toSummaryView({
    ...{ conversationId, consultationId, from, to, members, response },
    words: await readNotes(services, conversationId, kept),
    rating: kept?.rating ?? null,
    createdAt: to,
    updatedAt: kept?.updatedAt ?? to,
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
    conversationSpan(manager, conversationId),
  ]);
  return toSummaryView({
    ...{ conversationId, members, response, createdAt, from: createdAt, to: lastMessageAt },
    ...{ consultationId: null, words: EMPTY_SUMMARY_NOTES, rating: null },
    updatedAt: lastMessageAt ?? createdAt,
  });
}

async function readNotes(
  { db, keys }: Services,
  conversationId: string,
  kept: StoredSummary | undefined,
): Promise<SummaryNotes> {
  if (!kept?.notes) return EMPTY_SUMMARY_NOTES;
  const key = await keys.find(db.source.manager, conversationId);
  return decryptSummaryNotes(key, conversationId, kept.notes);
}
