import { z } from 'zod';
import type { Context } from '../../context';
import { clientMessageId, messageText } from '../../conversation/message-text';
import { postToRoom } from '../../conversation/post-in-support';
import { SUPPORT } from '../../conversation/support-room-view';
import { postFile } from '../../files/post-file';
import { defineUpload } from '../door';
import type { AnyRoute } from '../door';
import { supportMessageReply } from './support-replies';
import { supportMessage, supportRoles } from './support-words';

const nothing = z.literal('').transform(() => undefined);

const uploadSchema = z.object({
  roomId: z.string(),
  message: z.union([nothing, messageText]).optional(),
  messageType: z.enum(['FILE', 'IMAGE', 'VOICE'], 'must be FILE, IMAGE or VOICE').optional(),
  clientMessageId: clientMessageId.optional(),
});

/** Files, pictures and voice messages in a support room (support-73, support-78). */
export function uploadRoutes({ files }: Context): AnyRoute[] {
  return [
    defineUpload({
      path: '/chat/rooms/:roomId/upload',
      summary: 'Send a file or picture of at most 10 MB, or what was spoken as VOICE',
      right: supportRoles,
      input: uploadSchema,
      reply: supportMessageReply,
      status: 201,
      message: 'File uploaded successfully',
      handle: async ({ principal, input: { roomId, messageType, message, ...rest }, upload }) => {
        const place = await files.known.enter(principal, roomId, SUPPORT);
        const posted = await postFile(files, principal, {
          ...{ ...rest, ...upload, place, caption: message, isVoice: messageType === 'VOICE' },
          // A message opens a room that was resolved.
          keep: (draft) => postToRoom(files, principal, { ...draft, conversationId: roomId }),
        });
        return supportMessage(posted);
      },
    }),
  ];
}
