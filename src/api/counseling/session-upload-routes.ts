import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { sessionConversationRef } from '../../chat/access/session-membership-cache';
import { sendFile } from '../../files/send-file';
import { defineUpload } from '../http/route';
import type { AnyRoute } from '../http/route';
import { fileResponse } from '../shared/file-schemas';
import { sentResponse } from './counseling-schemas';

const emptyText = z.literal('').transform(() => undefined);

const uploadSchema = z.object({
  sessionId: z.string('is required'),
  messageType: z.enum(['file', 'image'], 'must be "file" or "image"').optional(),
  message: z.union([emptyText, messageText]).optional(),
  clientMessageId: clientMessageId.optional(),
});

/** Files in a session: the same as by the tutoring door, under this contract's names. */
export function sessionUploadRoutes({ files }: Context): AnyRoute[] {
  return [
    defineUpload({
      path: '/chat/messages/upload',
      summary: 'Send a file of at most 10 MB in a session, while its chat is open',
      access: 'signed-in',
      input: uploadSchema,
      response: sentResponse.extend({ file: fileResponse }),
      status: 201,
      message: 'File uploaded successfully',
      handle: async ({ principal, input: { sessionId, message, clientMessageId: id }, upload }) => {
        const place = sessionConversationRef(
          await files.sessionMemberships.requireParticipant(principal, sessionId),
        );
        const draft = { ...upload, conversation: place, caption: message, clientMessageId: id };
        const posted = await sendFile(files, principal, draft);
        return { ...posted, message: posted.content } as typeof posted & {
          message: string;
          file: NonNullable<typeof posted.file>;
        };
      },
    }),
  ];
}
