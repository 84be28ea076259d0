import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../chat/messages/message-text';
import { supportRoomTarget } from '../../chat/support/support-room-view';
import { sendFile } from '../../files/send-file';
import { defineUpload } from '../http/route';
import type { AnyRoute } from '../http/route';
import { emptyText } from '../shared/message-schemas';
import { supportMessage } from './support-mapper';
import { supportMessageResponse, supportRoles } from './support-schemas';

const uploadSchema = z.object({
  roomId: z.string(),
  message: z.union([emptyText, messageText]).optional(),
  messageType: z.enum(['FILE', 'IMAGE', 'VOICE'], 'must be FILE, IMAGE or VOICE').optional(),
  clientMessageId: clientMessageId.optional(),
});

/** Uploads files, images and voice messages to a support room (support-73, support-78). */
export function supportUploadRoutes({ files }: Context): AnyRoute[] {
  return [
    defineUpload({
      path: '/chat/rooms/:roomId/upload',
      summary: 'Upload a file or image of at most 10 MB, or a voice message as VOICE',
      access: supportRoles,
      input: uploadSchema,
      response: supportMessageResponse,
      status: 201,
      message: 'File uploaded successfully',
      handle: async ({ principal, input: { roomId, messageType, message, ...rest }, upload }) => {
        const posted = await sendFile(files, principal, {
          ...rest,
          ...upload,
          target: supportRoomTarget(roomId),
          caption: message,
          isVoice: messageType === 'VOICE',
        });
        return supportMessage(posted);
      },
    }),
  ];
}
