import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import { openText, sealText } from '../content-cipher';
import { violatedConstraint } from '../db/in-transaction';
import { AppError } from '../errors';
import { messageContext } from './conversation-keys';
import type { ConversationServices } from './conversation-services';
import { conversationState } from './message-store';
import type { Inserted, NewMessage } from './message-store';
import { messageText } from './message-text';
import { viewMessage } from './message-view';
import type { MessageView } from './message-view';

/** Any text without NUL, which PostgreSQL cannot keep. */
const clientMessageId = z
  .string()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters')
  .refine((text) => !text.includes('\0'), 'must not contain NUL');

/** Body of a send; texts only until files have a room of their own. */
export const postMessageSchema = z.object({
  sessionId: z.string('is required'),
  message: messageText,
  messageType: z.literal('text', 'must be "text"'),
  clientMessageId: clientMessageId.optional(),
});

export type PostMessageInput = z.infer<typeof postMessageSchema>;

type Services = Pick<ConversationServices, 'db' | 'clock' | 'keys' | 'memberships' | 'messages'>;

/**
 * Keeps a participant's message under the next seq and writes the event that delivers it, in one
 * statement (counseling-41…44). Refusals in the order of C-18: unknown session, not a participant,
 * ended, not open yet. A repeat with the same `clientMessageId` returns the first message (C-45).
 */
export async function postMessage(
  services: Services,
  principal: Principal,
  input: PostMessageInput,
): Promise<MessageView> {
  const { conversationId, sessionId } = await services.memberships.require(
    principal,
    input.sessionId,
  );
  const key = await services.keys.find(services.db.source.manager, conversationId);
  const context = messageContext(conversationId);
  const message = {
    conversationId,
    senderId: principal.id,
    type: input.messageType,
    content: sealText(key, input.message, context),
    clientMessageId: input.clientMessageId ?? null,
    at: new Date(services.clock.now()),
  };
  const kept = await insertOnce(services, message);
  return viewMessage(
    {
      ...message,
      ...kept,
      senderName: principal.fullName,
      senderRole: principal.role,
      isAutomated: false,
    },
    sessionId,
    kept.found === 'new' ? input.message : openText(key, kept.content, context),
  );
}

async function insertOnce(services: Services, message: NewMessage): Promise<Inserted> {
  const kept = await services.messages.insert(message).catch((error: unknown) => {
    // Two sends with one id at the same moment: the other has committed, so it is found now.
    if (violatedConstraint(error) !== 'messages_client_message_id') throw error;
    return services.messages.insert(message);
  });
  if (kept) return kept;
  const { state } = await conversationState(services.db.source.manager, message.conversationId);
  throw new AppError(state === 'not_open' ? 'chat-not-enabled' : 'session-ended');
}
