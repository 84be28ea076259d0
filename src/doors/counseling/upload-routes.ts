import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../conversation/message-text';
import { placeOfSession } from '../../conversation/session-membership';
import { postFile } from '../../files/post-file';
import { defineUpload } from '../door';
import type { AnyRoute } from '../door';
import { fileReply } from '../file-replies';
import { sentReply } from './counseling-replies';

const nothing = z.literal('').transform(() => undefined);

const uploadSchema = z.object({
  sessionId: z.string('is required'),
  messageType: z.enum(['file', 'image'], 'must be "file" or "image"').optional(),
  message: z.union([nothing, messageText]).optional(),
  clientMessageId: clientMessageId.optional(),
});

/** Files in a session: the same as by the tutoring door, under this contract's names. */
export function uploadRoutes({ files }: Context): AnyRoute[] {
  return [
    defineUpload({
      path: '/chat/messages/upload',
      summary: 'Send a file of at most 10 MB in a session, while its chat is open',
      right: 'signed-in',
      input: uploadSchema,
      reply: sentReply.extend({ file: fileReply }),
      status: 201,
      message: 'File uploaded successfully',
      handle: async ({ principal, input: { sessionId, message, clientMessageId: id }, upload }) => {
        const place = placeOfSession(await files.memberships.require(principal, sessionId));
        const draft = { ...upload, place, caption: message, clientMessageId: id };
        const posted = await postFile(files, principal, draft);
        return { ...posted, message: posted.content } as typeof posted & {
          message: string;
          file: NonNullable<typeof posted.file>;
        };
      },
    }),
  ];
}
