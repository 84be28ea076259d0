import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import type { ConversationServices } from './conversation-services';
import { keepReceipt } from './keep-receipt';
import { placeOfSession } from './session-membership';

/** `upToSeq`: the newest message the reader has seen; absent: all there are. */
export const markReadSchema = z.object({
  upToSeq: z.number('must be a number').int().min(0).max(2_147_483_647).optional(),
});

export interface ReadMark {
  sessionId: string;
  lastReadSeq: number;
  unreadCount: number;
}

type Services = Pick<ConversationServices, 'db' | 'clock' | 'memberships'>;

/** Marks a session's messages as read for one of its participants and tells the other. */
export async function markRead(
  services: Services,
  principal: Principal,
  input: { sessionId: string; upToSeq?: number | undefined },
): Promise<ReadMark> {
  const facts = await services.memberships.require(principal, input.sessionId);
  const { lastReadSeq, unreadCount } = await keepReceipt(services, principal, {
    place: placeOfSession(facts),
    extent: { upToSeq: input.upToSeq },
  });
  return { sessionId: facts.sessionId, lastReadSeq, unreadCount };
}
