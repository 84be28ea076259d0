import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { sendToSupportRoom } from '../../chat/support/send-to-support';
import { SUPPORT_KINDS } from '../../chat/support/support-room-view';
import { sendFile } from '../../files/send-file';
import { defineUpload } from '../http/route';
import type { AnyRoute } from '../http/route';
import { supportMessageResponse } from './support-schemas';
import { supportMessage, supportRoles } from './support-mapper';

const emptyText = z.literal('').transform(() => undefined);

const uploadSchema = z.object({
  roomId: z.string(),
  message: z.union([emptyText, messageText]).optional(),
  messageType: z.enum(['FILE', 'IMAGE', 'VOICE'], 'must be FILE, IMAGE or VOICE').optional(),
  clientMessageId: clientMessageId.optional(),
});

/** Files, pictures and voice messages in a support room (support-73, support-78). */
export function supportUploadRoutes({ files }: Context): AnyRoute[] {
  return [
    defineUpload({
      path: '/chat/rooms/:roomId/upload',
      summary: 'Send a file or picture of at most 10 MB, or what was spoken as VOICE',
      access: supportRoles,
      input: uploadSchema,
      response: supportMessageResponse,
      status: 201,
      message: 'File uploaded successfully',
      handle: async ({ principal, input: { roomId, messageType, message, ...rest }, upload }) => {
        const place = await files.accessCache.requireAccess(principal, roomId, SUPPORT_KINDS);
        const posted = await sendFile(files, principal, {
          ...{ ...rest, ...upload, conversation: place, caption: message, isVoice: messageType === 'VOICE' },
          // A message opens a room that was resolved.
          store: (draft) =>
            sendToSupportRoom(files, principal, { ...draft, conversationId: roomId }),
        });
        return supportMessage(posted);
      },
    }),
  ];
}
