import type { AppError } from '../../errors';
import type { FeedEvent } from '../../delivery/feed/feed-event';
import { careMessage } from './care-mapper';

const frameCache = new WeakMap<FeedEvent, string>();

/** A feed event as a frame, encoded once for all sockets of the conversation. */
export function careFrame(conversationId: string, event: FeedEvent): string {
  const cached = frameCache.get(event);
  if (cached !== undefined) return cached;
  const text = JSON.stringify(frameOf(Number(conversationId), event));
  frameCache.set(event, text);
  return text;
}

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
