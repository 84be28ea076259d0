import { z } from 'zod';
import type { Cursor } from '../../chat/changes/change-event';
import type { AppError } from '../../errors';
import type { FeedEvent } from '../../delivery/feed/feed-event';
import { encodeOnce } from '../sockets/encode-once';
import { instant } from '../shared/instant';
import { statusOf, supportMessage } from './support-mapper';
import {
  supportMessageResponse,
  supportRoomResponse,
  supportStatuses,
  supportTypingResponse,
} from './support-schemas';

/*
 * Every frame is an unnamed event `{type, data}` (support-64). Its id is the subscriber's cursor after
 * the frame; transient events such as typing have none.
 */

const id = z.number();
const frameSchema = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.object({ type: z.literal(type), data });

export const supportFrameSchema = z.discriminatedUnion('type', [
  frameSchema('connected', z.object({ roomId: id.nullable(), userId: id, lastSeq: z.number() })),
  frameSchema('message', supportMessageResponse),
  frameSchema('message-changed', supportMessageResponse),
  frameSchema('delivered', z.object({ roomId: id, userId: id, messageIds: z.array(id) })),
  frameSchema('typing', supportTypingResponse),
  frameSchema(
    'read',
    z.object({ roomId: id, userId: id, messageIds: z.array(id), readAt: instant }),
  ),
  frameSchema('status', z.object({ roomId: id, status: z.enum(supportStatuses) })),
  frameSchema('room', supportRoomResponse),
  frameSchema('error', z.object({ message: z.string(), statusCode: z.number(), code: z.string() })),
]);

/** A frame in the format of server-sent events. */
export function frameText(type: string, data: object, cursor?: Cursor): string {
  const id = cursor ? `id: ${cursor.seq}.${cursor.revision}\n` : '';
  return `${id}data: ${JSON.stringify({ type, data })}\n\n`;
}

export function supportErrorFrame({ message, status: statusCode, code }: AppError): string {
  return frameText('error', { message, statusCode, code });
}

export const supportFrame = encodeOnce((roomId, event: FeedEvent) =>
  encodeEvent(Number(roomId), event),
);

function encodeEvent(roomId: number, event: FeedEvent): string {
  switch (event.type) {
    case 'message':
      return frameText('message', supportMessage(event.message), event.cursor);
    case 'message-changed':
      return frameText('message-changed', supportMessage(event.message), event.cursor);
    case 'delivered':
      return event.delivery.marks
        .map(({ userId, messageIds }) => {
          const data = { roomId, userId: Number(userId), messageIds: messageIds.map(Number) };
          return frameText('delivered', data, event.cursor);
        })
        .join('');
    case 'receipt': {
      const { userId, messageIds, readAt } = event.receipt;
      const data = { roomId, userId: Number(userId), messageIds: messageIds.map(Number), readAt };
      return frameText('read', data, event.cursor);
    }
    case 'changed':
      return frameText('status', { roomId, status: statusOf(event.state) }, event.cursor);
    case 'typing': {
      const { userId, isTyping, timestamp } = event.typing;
      return frameText('typing', { roomId, userId: Number(userId), isTyping, timestamp });
    }
  }
}
