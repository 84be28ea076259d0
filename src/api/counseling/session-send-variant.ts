import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { sendMessage } from '../../chat/messages/send-message';
import type { SendVariant } from '../shared/send-variant';
import { sentResponse } from './counseling-schemas';

const sendMessageSchema = z.object({
  sessionId: z.string('is required'),
  message: messageText,
  messageType: z.literal('text', 'must be "text"'),
  clientMessageId: clientMessageId.optional(),
});

/** Sends a message in a session (counseling-41…44, C-18). */
export function sessionSendVariant({
  chat,
}: Context): SendVariant<z.infer<typeof sendMessageSchema>, z.infer<typeof sentResponse>> {
  return {
    discriminator: 'sessionId',
    body: sendMessageSchema,
    response: sentResponse,
    handle: async ({ principal, input: { sessionId, message, messageType, ...draft } }) => {
      const sent = await sendMessage(chat, principal, {
        ...draft,
        target: { sessionId },
        text: message,
        type: messageType,
      });
      return { ...sent, message: sent.content };
    },
  };
}
