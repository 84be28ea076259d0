import type { Reader } from '../../chat/receipts/list-readers';
import type { AppError } from '../../errors';
import type { PresenceView } from '../../delivery/presence/device';
import type { FeedEvent } from '../../delivery/feed/feed-event';
import { encodeOnce } from '../sockets/encode-once';
import { wireMessageBase } from './message-mapper';
import { conversationTypeOf } from './tutoring-enums';

/** A frame of the hub: `{event, data}` (tutoring-124). */
export function hubFrame(event: string, data: object): string {
  return JSON.stringify({ event, data });
}

type SharedEvent = Exclude<FeedEvent, { type: 'typing' | 'delivered' | 'receipt' }>;

/** Frames that are the same for every member. */
export const sharedFrames = encodeOnce(encodeEvent);

function encodeEvent(conversationId: string, event: SharedEvent): string[] {
  const { cursor: position } = event;
  switch (event.type) {
    case 'message':
      return [
        hubFrame('message_received', {
          message: wireMessageBase(conversationId, event.message),
          position,
        }),
      ];
    case 'message-changed':
      return [
        hubFrame('message_updated', {
          message: wireMessageBase(conversationId, event.message),
          position,
        }),
      ];
    case 'changed': {
      const { kind, state } = event;
      const type = conversationTypeOf(kind);
      return [hubFrame('conversation_updated', { conversationId, type, state, position })];
    }
  }
}

/** The status of a message: `read` with its readers, `delivered` without any. */
export function statusFrame(conversationId: string, messageId: string, readBy: Reader[]): string {
  const status = readBy.length === 0 ? 'delivered' : 'read';
  return hubFrame('message_status', { conversationId, messageId, status, readBy });
}

export function typingFrame(
  conversationId: string,
  typing: { userId: string; userName: string; isTyping: boolean },
): string {
  return hubFrame('user_typing', { conversationId, ...typing });
}

export function presenceFrame(presence: PresenceView): string {
  return hubFrame('user_presence', presence);
}

/** An error: the fields of the REST error body, and the event it responds to. */
export function hubErrorFrame({ code, status, message, retryable, details }: AppError): string {
  const { event, clientMessageId, ...more } = details ?? {};
  return hubFrame('error', {
    code,
    message,
    statusCode: status,
    retryable,
    ...(event === undefined ? {} : { event }),
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
    ...(Object.keys(more).length === 0 ? {} : { details: more }),
  });
}
