import type { z } from 'zod';
import type { Context } from '../../context';
import { sendSessionMessage, sendMessageSchema } from '../../chat/messages/send-session-message';
import type { SendMessageInput } from '../../chat/messages/send-session-message';
import type { SendVariant } from '../shared/send-variant';
import { sentResponse } from './counseling-schemas';

/** Sends a message in a session. */
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
