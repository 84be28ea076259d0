import type { Reader } from '../../chat/receipts/list-readers';
import type { AppError } from '../../errors';
import type { PresenceView } from '../../delivery/presence/device';
import type { FeedEvent } from '../../delivery/feed/feed-event';
import { wireMessageBase } from './message-mapper';
import { conversationTypeOf } from './tutoring-enums';

/** What the hub says (tutoring-124): an event and its data, always both. */
export function hubFrame(event: string, data: object): string {
  return JSON.stringify({ event, data });
}

type SharedEvent = Exclude<FeedEvent, { type: 'typing' | 'delivered' | 'receipt' }>;

/** All readers at this process are told the same: it is written out once for all of them. */
const frameCache = new WeakMap<FeedEvent, string[]>();

/** What everybody in a conversation is told of something that happened there. */
export function sharedFrames(conversationId: string, event: SharedEvent): string[] {
  const known = frameCache.get(event);
  if (known) return known;
  const frames = encodeEvent(conversationId, event);
  frameCache.set(event, frames);
  return frames;
}

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

/** How far a message has come; read by those who are named, by nobody: it is on a device. */
export function statusFrame(conversationId: string, messageId: string, readBy: Reader[]): string {
  const status = readBy.length === 0 ? 'delivered' : 'read';
  return hubFrame('message_status', { conversationId, messageId, status, readBy });
}

export function typingFrame(
  conversationId: string,
  person: { userId: string; userName: string; isTyping: boolean },
): string {
  return hubFrame('user_typing', { conversationId, ...person });
}

export function presenceFrame(presence: PresenceView): string {
  return hubFrame('user_presence', presence);
}

/** A refusal: the fields of the body that REST answers with, and to what it was the answer. */
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
