import { z } from 'zod';
import type { AppError } from '../../errors';
import type { FeedEvent } from '../../delivery/feed/feed-event';
import { instant } from '../shared/session-schema';
import {
  supportMessageResponse,
  supportRoomResponse,
  supportTypingResponse,
} from './support-schemas';
import { statusOf, supportStatuses, supportMessage } from './support-mapper';

/*
 * Every frame is an unnamed event `{type, data}` (support-64). Its id is where the reader stands once
 * it has the frame; what is worth nothing a moment later has none.
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

export interface StreamCursor {
  seq: number;
  revision: number;
}

/** The text of a frame as it goes over the line. */
export function frameText(type: string, data: object, at?: StreamCursor): string {
  const place = at ? `id: ${at.seq}.${at.revision}\n` : '';
  return `${place}data: ${JSON.stringify({ type, data })}\n\n`;
}

export function supportErrorFrame({ message, status: statusCode, code }: AppError): string {
  return frameText('error', { message, statusCode, code });
}

const frameCache = new WeakMap<FeedEvent, string>();

/** An event of the feed as a frame; made once for all streams of a room. */
export function supportFrame(roomId: string, event: FeedEvent): string {
  const known = frameCache.get(event);
  if (known !== undefined) return known;
  const text = encodeEvent(Number(roomId), event);
  frameCache.set(event, text);
  return text;
}

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
