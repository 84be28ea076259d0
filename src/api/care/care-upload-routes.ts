import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { sendFile } from '../../files/send-file';
import { defineUpload } from '../http/route';
import type { AnyRoute } from '../http/route';
import { emptyText } from '../shared/message-schemas';
import { careMessage } from './care-mapper';
import { careMessageResponse, careRoles, careTarget } from './care-schemas';

const uploadSchema = z.object({
  conversation_id: z.string(),
  message_text: z.union([emptyText, messageText]).optional(),
  client_message_id: clientMessageId.optional(),
  clientMessageId: clientMessageId.optional(),
});

/** Uploads an image or document to a care conversation (care-74). */
export function careUploadRoutes({ files }: Context): AnyRoute[] {
  return [
    defineUpload({
      path: '/chat/conversations/:conversation_id/upload',
      summary: 'Upload an image or document of at most 10 MB',
      access: careRoles,
      input: uploadSchema,
      response: careMessageResponse,
      status: 201,
      message: 'File uploaded successfully',
      handle: async ({ principal, input, upload }) => {
        const target = careTarget(input.conversation_id);
        const caption = input.message_text;
        const id = input.client_message_id ?? input.clientMessageId;
        const draft = { ...upload, target, caption, clientMessageId: id };
        return careMessage(await sendFile(files, principal, draft), null);
      },
    }),
  ];
}
