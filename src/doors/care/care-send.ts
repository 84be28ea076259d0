import { z } from 'zod';
import type { Principal } from '../../accounts/principal';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../conversation/message-text';
import { postInCare } from '../../conversation/post-in-care';
import { AppError } from '../../errors';
import type { Send } from '../chat-message-route';
import { invalidInput } from '../door';
import { careMessageReply } from './care-replies';
import { careMessage, careRoles, messageId } from './care-words';
import type { CareMessage } from './care-words';

const body = z.object({
  message_text: messageText,
  /** Which client a psychologist means; whatever a client sends here means nothing (care-16). */
  ibu_hamil_id: z.unknown().optional(),
  client_message_id: clientMessageId.optional(),
  clientMessageId: clientMessageId.optional(),
  reply_to_id: messageId.optional(),
});

type Body = z.infer<typeof body>;

/** Sending in care: one of the bodies of `POST /chat/messages` (care-15…18). */
export function careSend({ conversation }: Context): Send<Body, CareMessage> {
  return {
    knownBy: 'message_text',
    body,
    reply: careMessageReply,
    handle: async ({ principal, input }) => {
      if (!careRoles.includes(principal.role))
        throw new AppError('forbidden', { message: NOT_HERE });
      const posted = await postInCare(conversation, principal, {
        clientId: clientOf(principal, input),
        text: input.message_text,
        type: 'text',
        clientMessageId: input.client_message_id ?? input.clientMessageId,
        replyTo: input.reply_to_id,
      });
      return careMessage(posted, null);
    },
  };
}

const NOT_HERE = 'Only ibu_hamil and perawat may write in care; you are signed in as super_admin';

function clientOf({ id, role }: Principal, { ibu_hamil_id: given }: Body): string {
  if (role === 'client') return id;
  if (typeof given === 'number' || typeof given === 'string') return String(given);
  const message = given === undefined ? 'is required' : 'must be the id of a client';
  throw invalidInput([{ field: 'ibu_hamil_id', message }]);
}
