import { z } from 'zod';
import type { Principal } from '../../users/principal';
import type { ChatServices } from '../chat-services';
import { storeReceipt } from './store-receipt';
import { sessionConversationRef } from '../access/session-membership-cache';

/** `upToSeq`: the newest message the reader has seen; absent: all there are. */
export const markReadSchema = z.object({
  upToSeq: z.number('must be a number').int().min(0).max(2_147_483_647).optional(),
});

export interface SessionReceipt {
  sessionId: string;
  lastReadSeq: number;
  unreadCount: number;
}

type Services = Pick<ChatServices, 'db' | 'clock' | 'sessionMemberships'>;

/** Marks a session's messages as read for one of its participants and tells the other. */
export async function markSessionRead(
  services: Services,
  principal: Principal,
  input: { sessionId: string; upToSeq?: number | undefined },
): Promise<SessionReceipt> {
  const facts = await services.sessionMemberships.requireParticipant(principal, input.sessionId);
  const { lastReadSeq, unreadCount } = await storeReceipt(services, principal, {
    place: sessionConversationRef(facts),
    extent: { upToSeq: input.upToSeq },
  });
  return { sessionId: facts.sessionId, lastReadSeq, unreadCount };
}
