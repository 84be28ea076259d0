import type { AppError } from '../../errors';
import type { FeedEvent } from '../../delivery/feed/feed-event';
import { encodeOnce } from '../sockets/encode-once';
import { careMessage } from './care-mapper';

export const careFrame = encodeOnce((conversationId, event: FeedEvent) =>
  JSON.stringify(frameOf(Number(conversationId), event)),
);

function frameOf(conversationId: number, event: FeedEvent): object {
  switch (event.type) {
    case 'message':
      return { type: 'new_message', message: careMessage(event.message, null) };
    case 'receipt':
      return {
        type: 'read_receipt',
        conversation_id: conversationId,
        user_id: Number(event.receipt.userId),
        message_ids: event.receipt.messageIds.map(Number),
        read_at: event.receipt.readAt,
      };
    case 'message-changed':
      return {
        type: 'message_changed',
        conversation_id: conversationId,
        message: careMessage(event.message, null),
      };
    case 'delivered':
      return {
        type: 'delivered',
        conversation_id: conversationId,
        marks: event.delivery.marks.map(({ userId, messageIds }) => ({
          user_id: Number(userId),
          message_ids: messageIds.map(Number),
        })),
      };
    case 'typing':
      return {
        type: 'typing',
        conversation_id: conversationId,
        user_id: Number(event.typing.userId),
        is_typing: event.typing.isTyping,
        timestamp: event.typing.timestamp,
      };
    case 'changed':
      return { type: 'conversation', conversation_id: conversationId, state: event.state };
  }
}

/** An error as a frame: the fields of the REST error body. */
export function careErrorFrame({ code, status, message, details }: AppError): object {
  return { type: 'error', message, statusCode: status, code, ...(details ? { details } : {}) };
}
