import type { z } from 'zod';
import type { Context } from '../../context';
import { sendSessionMessage, sendMessageSchema } from '../../chat/messages/send-session-message';
import type { SendMessageInput } from '../../chat/messages/send-session-message';
import type { SendVariant } from '../http/chat-message-route';
import { sentResponse } from './counseling-schemas';

/** Sending in a session: one of the bodies of `POST /chat/messages`. */
export function sessionSendVariant({
  chat: conversation,
}: Context): SendVariant<SendMessageInput, z.infer<typeof sentResponse>> {
  return {
    discriminator: 'sessionId',
    body: sendMessageSchema,
    response: sentResponse,
    handle: async ({ principal, input }) => {
      const posted = await sendSessionMessage(conversation, principal, input);
      return { ...posted, message: posted.content };
    },
  };
}
