import { z } from 'zod';
import { isTypingAllowed, closedErrorCode } from './access/conversation-policy';
import type { ConversationRef } from './access/conversation-ref';
import { requireAccess } from './access/require-access';
import type { AccessServices, ConversationTarget } from './access/require-access';
import type { Clock } from '../clock';
import { readConversationHead } from './conversation-repository';
import type { Db } from '../database/db';
import { AppError } from '../errors';
import type { Principal } from '../users/principal';

export const typingSchema = z.object({
  sessionId: z.string('is required'),
  isTyping: z.boolean('must be true or false'),
});

export interface Typing {
  userId: string;
  isTyping: boolean;
  /** ISO 8601; clients let it expire after 6 s. */
  timestamp: string;
}

/** Publishes typing to the subscribers of a conversation; nothing is stored. */
export interface TypingPort {
  announce(conversation: ConversationRef, typing: Typing): Promise<void>;
}

interface Services extends AccessServices {
  db: Db;
  clock: Clock;
  typing: TypingPort;
}

/** Announces that the caller types, while messages can be sent (counseling-46…48, C-51). */
export async function announceTyping(
  services: Services,
  principal: Principal,
  { target, isTyping }: { target: ConversationTarget; isTyping: boolean },
): Promise<Typing> {
  const conversation = await requireAccess(services, principal, { target, permission: 'write' });
  const { conversationId, kind } = conversation;
  const { state } = await readConversationHead(services.db.source.manager, conversationId);
  if (!isTypingAllowed(state)) throw new AppError(closedErrorCode(kind, state));
  const timestamp = new Date(services.clock.now()).toISOString();
  const typing = { userId: principal.id, isTyping, timestamp };
  await services.typing.announce(conversation, typing);
  return typing;
}
