import { z } from 'zod';
import type { Context } from '../../context';
import type { MessageView } from '../../chat/messages/message-view';
import type { ConversationPublicId } from '../../chat/access/conversation-ref';
import { exportSupportRoom } from '../../chat/support/read-support-room';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { csvLine } from './csv-line';
import { supportMessage } from './support-mapper';
import { adminRoles } from './support-schemas';

const COLUMNS = ['id', 'seq', 'createdAt', 'senderId', 'sender', 'role', 'messageType', 'message'];
/** Marks the file as UTF-8 for spreadsheet programs. */
const BYTE_ORDER_MARK = '\ufeff';

/** Exports a room's history (support-80). */
export function exportRoutes({ chat }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/chat/rooms/:roomId/export',
      summary: 'Export all messages of a room as a CSV file',
      access: adminRoles,
      input: z.object({
        roomId: z.string(),
        format: z.literal('csv', 'must be csv').default('csv'),
      }),
      response: z.custom<AsyncIterable<string>>(),
      file: { type: 'text/csv', name: 'support-room.csv' },
      message: 'Room exported',
      handle: async ({ principal, input: { roomId } }) =>
        toCsv(await exportSupportRoom(chat, principal, roomId)),
    }),
  ];
}

async function* toCsv(
  pages: AsyncIterable<MessageView<ConversationPublicId>[]>,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + csvLine(COLUMNS);
  for await (const page of pages) yield page.map((view) => csvLine(rowOf(view))).join('');
}

function rowOf(view: MessageView<ConversationPublicId>): (string | number | null)[] {
  const { id, seq, createdAt, senderId, sender, messageType, message } = supportMessage(view);
  return [id, seq, createdAt, senderId, sender.name, sender.role, messageType, message];
}
