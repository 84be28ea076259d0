import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import type { SessionRecord } from '../sessions/session-reader';
import { mayReadIn } from './conversation-policy';
import type { ConversationServices } from './conversation-services';
import { conversationState } from './message-store';
import { averageResponse, conversationSpan, countByMember, findSummary } from './summary-store';
import type { KeptSummary } from './summary-store';
import { viewSummary } from './summary-view';
import type { SummaryView } from './summary-view';
import { NO_SUMMARY_WORDS, openSummary } from './summary-words';
import type { SummaryWords } from './summary-words';
import { requireHeld, sessionMeant } from './summed-up';
import type { SummedUp } from './summed-up';

type Services = Pick<ConversationServices, 'db' | 'keys' | 'known'>;

/**
 * What a conversation came to, for its members. A session can be summed up once it was held to its
 * end (`session-not-held`); its figures count only the time in which it was open, and only what
 * people wrote. Refuses like reading.
 */
export async function getSummary(
  services: Services,
  principal: Principal,
  meant: SummedUp,
): Promise<SummaryView> {
  const session = await sessionMeant(services, principal, meant);
  if (session) return ofSession(services, requireHeld(session));
  const { conversationId } = meant as { conversationId: string };
  const { kind } = await services.known.enterAsMember(principal, conversationId, 'read');
  const { state } = await conversationState(services.db.source.manager, conversationId);
  if (!mayReadIn(kind, state)) throw new AppError('assignment-ended');
  return ofConversation(services, conversationId);
}

async function ofSession(services: Services, session: SessionRecord): Promise<SummaryView> {
  const { conversationId, counselingId: consultationId } = session;
  const { manager } = services.db.source;
  const from = session.startedAt ?? session.startsAt;
  const to = session.endedAt ?? session.endsAt;
  const [members, response, kept] = await Promise.all([
    countByMember(manager, conversationId),
    averageResponse(manager, conversationId, { from, to }),
    findSummary(manager, conversationId),
  ]);
  return viewSummary({
    ...{ conversationId, consultationId, from, to, members, response },
    words: await wordsOf(services, conversationId, kept),
    rating: kept?.rating ?? null,
    createdAt: to,
    updatedAt: kept?.updatedAt ?? to,
  });
}

async function ofConversation(services: Services, conversationId: string): Promise<SummaryView> {
  const { manager } = services.db.source;
  const [members, response, { createdAt, lastMessageAt }] = await Promise.all([
    countByMember(manager, conversationId),
    averageResponse(manager, conversationId, { from: null, to: null }),
    conversationSpan(manager, conversationId),
  ]);
  return viewSummary({
    ...{ conversationId, members, response, createdAt, from: createdAt, to: lastMessageAt },
    ...{ consultationId: null, words: NO_SUMMARY_WORDS, rating: null },
    updatedAt: lastMessageAt ?? createdAt,
  });
}

async function wordsOf(
  { db, keys }: Services,
  conversationId: string,
  kept: KeptSummary | undefined,
): Promise<SummaryWords> {
  if (!kept?.notes) return NO_SUMMARY_WORDS;
  const key = await keys.find(db.source.manager, conversationId);
  return openSummary(key, conversationId, kept.notes);
}
