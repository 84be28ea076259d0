import { z } from 'zod';
import type { ChatServices } from '../chat-services';
import type { ConversationState } from '../../enums';
import { AppError } from '../../errors';
import { recordArrival } from '../members/member-repository';
import { readConversationHead } from '../conversation-repository';
import type { Principal } from '../../users/principal';
import { isReadable } from './conversation-policy';
import type { SessionPublicId } from './conversation-ref';
import { requireAccess } from './require-access';
import type { KindTarget } from './require-access';

export const tokenSchema = z.object({ sessionId: z.string('is required') });

/** Signs tokens for the realtime channels of one conversation. */
export interface TokenPort<SessionToken, ConversationToken> {
  issueForSession(
    participant: { conversationId: string; sessionId: string; userId: string },
    state: ConversationState,
  ): Promise<SessionToken>;
  issueForConversation(member: {
    conversationId: string;
    userId: string;
  }): Promise<ConversationToken>;
}

type Services<SessionToken, ConversationToken> = Pick<
  ChatServices,
  'db' | 'clock' | 'accessCache'
> & { tokens: TokenPort<SessionToken, ConversationToken> };

/**
 * Issues a token for a session that has not ended (C-15, C-16) or for another conversation the caller
 * can read. A token for an open session also records the participant's arrival.
 */
export function issueToken<SessionToken, ConversationToken>(
  services: Services<SessionToken, ConversationToken>,
  principal: Principal,
  target: SessionPublicId,
): Promise<SessionToken>;
export function issueToken<SessionToken, ConversationToken>(
  services: Services<SessionToken, ConversationToken>,
  principal: Principal,
  target: KindTarget,
): Promise<ConversationToken>;
export async function issueToken<SessionToken, ConversationToken>(
  services: Services<SessionToken, ConversationToken>,
  principal: Principal,
  target: SessionPublicId | KindTarget,
): Promise<SessionToken | ConversationToken> {
  const { tokens, clock, db } = services;
  const { manager } = db.source;
  const { conversationId, kind, publicId } = await requireAccess(services, principal, {
    target,
    permission: 'read',
  });
  const { state } = await readConversationHead(manager, conversationId);
  const userId = principal.id;
  if (!('sessionId' in publicId)) {
    if (!isReadable(kind, state)) throw new AppError('assignment-ended');
    return tokens.issueForConversation({ conversationId, userId });
  }
  if (state === 'closed') throw new AppError('session-ended');
  if (state === 'open') {
    await recordArrival(manager, { conversationId, userId, at: new Date(clock.now()) });
  }
  const { sessionId } = publicId;
  return tokens.issueForSession({ conversationId, sessionId, userId }, state);
}
