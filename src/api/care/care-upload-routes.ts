import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { sendFile } from '../../files/send-file';
import { defineUpload } from '../http/route';
import type { AnyRoute } from '../http/route';
import { careMessageResponse } from './care-schemas';
import { CARE_KINDS, careMessage, careRoles } from './care-mapper';

const emptyText = z.literal('').transform(() => undefined);

const uploadSchema = z.object({
  conversation_id: z.string(),
  message_text: z.union([emptyText, messageText]).optional(),
  client_message_id: clientMessageId.optional(),
});

/** Images and documents in a care conversation (care-74). */
export function careUploadRoutes({ files }: Context): AnyRoute[] {
  return [
    defineUpload({
      path: '/chat/conversations/:conversation_id/upload',
      summary: 'Send an image or document of at most 10 MB',
      access: careRoles,
      input: uploadSchema,
      response: careMessageResponse,
      status: 201,
      message: 'File uploaded successfully',
      handle: async ({ principal, input, upload }) => {
        const place = await files.accessCache.requireAccess(
          principal,
          input.conversation_id,
          CARE_KINDS,
        );
        const caption = input.message_text;
        const draft = {
          ...upload,
          conversation: place,
          caption,
          clientMessageId: input.client_message_id,
        };
        return careMessage(await sendFile(files, principal, draft), null);
      },
    }),
  ];
}
