import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { sendFile } from '../../files/send-file';
import { defineUpload } from '../http/route';
import type { AnyRoute } from '../http/route';
import { fileResponse } from '../shared/file-schemas';
import { emptyText } from '../shared/message-schemas';
import { sentResponse } from './counseling-schemas';

const uploadSchema = z.object({
  sessionId: z.string('is required'),
  messageType: z.enum(['file', 'image'], 'must be "file" or "image"').optional(),
  message: z.union([emptyText, messageText]).optional(),
  clientMessageId: clientMessageId.optional(),
});

/** Uploads a file to a session. */
export function sessionUploadRoutes({ files }: Context): AnyRoute[] {
  return [
    defineUpload({
      path: '/chat/messages/upload',
      summary: 'Upload a file of at most 10 MB to a session while its chat is open',
      access: 'signed-in',
      input: uploadSchema,
      response: sentResponse.extend({ file: fileResponse }),
      status: 201,
      message: 'File uploaded successfully',
      handle: async ({ principal, input: { sessionId, message, clientMessageId: id }, upload }) => {
        const target = { sessionId };
        const draft = { ...upload, target, caption: message, clientMessageId: id };
        const posted = await sendFile(files, principal, draft);
        return { ...posted, message: posted.content } as typeof posted & {
          message: string;
          file: NonNullable<typeof posted.file>;
        };
      },
    }),
  ];
}
