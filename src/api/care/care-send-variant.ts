import { z } from 'zod';
import type { Principal } from '../../users/principal';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { sendMessage } from '../../chat/messages/send-message';
import { AppError } from '../../errors';
import { invalidInput } from '../http/parse-input';
import type { SendVariant } from '../shared/send-variant';
import { careMessage } from './care-mapper';
import { careMessageResponse, careRoles, messageId } from './care-schemas';
import type { CareMessage } from './care-schemas';

const bodySchema = z.object({
  message_text: messageText,
  /** The recipient of a psychologist's message; ignored when a client sends it (care-16). */
  ibu_hamil_id: z.unknown().optional(),
  client_message_id: clientMessageId.optional(),
  clientMessageId: clientMessageId.optional(),
  reply_to_id: messageId.optional(),
});

type Body = z.infer<typeof bodySchema>;

/** Sends a message in care (care-15…18). */
export function careSendVariant({ chat }: Context): SendVariant<Body, CareMessage> {
  return {
    discriminator: 'message_text',
    body: bodySchema,
    response: careMessageResponse,
    handle: async ({ principal, input }) => {
      if (!careRoles.includes(principal.role))
        throw new AppError('forbidden', { message: FORBIDDEN_MESSAGE });
      const posted = await sendMessage(chat, principal, {
        target: { careClientId: clientIdOf(principal, input) },
        text: input.message_text,
        type: 'text',
        clientMessageId: input.client_message_id ?? input.clientMessageId,
        replyTo: input.reply_to_id,
      });
      return careMessage(posted, null);
    },
  };
}

const FORBIDDEN_MESSAGE =
  'Only ibu_hamil and perawat may write in care; you are signed in as super_admin';

function clientIdOf({ id, role }: Principal, { ibu_hamil_id: requestedId }: Body): string {
  if (role === 'client') return id;
  if (typeof requestedId === 'number' || typeof requestedId === 'string')
    return String(requestedId);
  const message = requestedId === undefined ? 'is required' : 'must be the id of a client';
  throw invalidInput([{ field: 'ibu_hamil_id', message }]);
}
