import type { z } from 'zod';
import type { Context } from '../../context';
import { postMessage, postMessageSchema } from '../../conversation/post-message';
import type { PostMessageInput } from '../../conversation/post-message';
import type { Send } from '../chat-message-route';
import { sentReply } from './counseling-replies';

/** Sending in a session: one of the bodies of `POST /chat/messages`. */
export function sessionSend({
  conversation,
}: Context): Send<PostMessageInput, z.infer<typeof sentReply>> {
  return {
    knownBy: 'sessionId',
    body: postMessageSchema,
    reply: sentReply,
    handle: async ({ principal, input }) => {
      const posted = await postMessage(conversation, principal, input);
      return { ...posted, message: posted.content };
    },
  };
}
