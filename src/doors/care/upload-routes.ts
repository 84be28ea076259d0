import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../conversation/message-text';
import { postFile } from '../../files/post-file';
import { defineUpload } from '../door';
import type { AnyRoute } from '../door';
import { careMessageReply } from './care-replies';
import { CARE, careMessage, careRoles } from './care-words';

const nothing = z.literal('').transform(() => undefined);

const uploadSchema = z.object({
  conversation_id: z.string(),
  message_text: z.union([nothing, messageText]).optional(),
  client_message_id: clientMessageId.optional(),
});

/** Images and documents in a care conversation (care-74). */
export function uploadRoutes({ files }: Context): AnyRoute[] {
  return [
    defineUpload({
      path: '/chat/conversations/:conversation_id/upload',
      summary: 'Send an image or document of at most 10 MB',
      right: careRoles,
      input: uploadSchema,
      reply: careMessageReply,
      status: 201,
      message: 'File uploaded successfully',
      handle: async ({ principal, input, upload }) => {
        const place = await files.known.enter(principal, input.conversation_id, CARE);
        const caption = input.message_text;
        const draft = { ...upload, place, caption, clientMessageId: input.client_message_id };
        return careMessage(await postFile(files, principal, draft), null);
      },
    }),
  ];
}
