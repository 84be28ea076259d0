import type { ConversationKeys } from '../../chat/conversation-keys';
import { toDeliverableMessage } from '../../chat/messages/deliverable-message';
import type { DeliverableMessage } from '../../chat/messages/deliverable-message';
import type { MessageForDelivery } from '../../chat/messages/message-repository';
import type { PublicId } from '../../chat/access/conversation-ref';
import type {
  ConversationChanged,
  ConversationDelivered,
  ConversationRead,
  MessageChanged,
  NotificationCreated,
  OutboxEvent,
  SessionChanged,
} from '../outbox/outbox-event';
import type { StoredEvent } from '../outbox/outbox-repository';
import type { Publication } from './publication';
import { chatChannelOf, sessionChannel, TEAM_CHANNEL, userChannel } from './channels';

type Unaddressed = Omit<Publication, 'id'>;

/** Turns an event into what goes out on which channel: on several, or on none. */
export function publicationsOf(
  keys: ConversationKeys,
  { id, event, more }: StoredEvent,
): Publication[] {
  return unaddressed(keys, event, more).map((one) => ({ ...one, id: `outbox-${id}` }));
}

function unaddressed(keys: ConversationKeys, event: OutboxEvent, more: object): Unaddressed[] {
  if (event.kind !== 'message.posted' && event.kind !== 'message.changed') return publish(event);
  const message = toDeliverableMessage(keys, more as MessageForDelivery);
  if (!message) return [];
  return event.kind === 'message.posted' ? publishMessage(message) : publishEdit(event, message);
}

function publish(event: OutboxEvent): Unaddressed[] {
  switch (event.kind) {
    case 'session.changed':
      return publishSession(event);
    case 'conversation.read':
      return publishRead(event);
    case 'conversation.delivered':
      return [publishDelivery(event)];
    case 'conversation.changed':
      return publishChange(event);
    case 'notification.created':
      return [publishNotification(event)];
    default:
      return [];
  }
}

/** The whole message as it is now; a deletion also takes it from those who had not read it. */
function publishEdit({ change, revision }: MessageChanged, message: DeliverableMessage) {
  const { view, publicId: place } = message;
  const changed = { name: 'message_changed', data: { ...place, change, revision, message: view } };
  if (change !== 'deleted') return [{ channel: chatChannelOf(place), messages: [changed] }];
  return publishWithUnread(message, changed);
}

function publishMessage(message: DeliverableMessage): Unaddressed[] {
  return publishWithUnread(message, { name: 'message', data: message.view });
}

function publishWithUnread(
  { publicId: place, kind, unread }: DeliverableMessage,
  first: { name: string; data: object },
): Unaddressed[] {
  const counters = unread.map((counter) => ({
    name: 'unread_count_update',
    data: { ...counter, ...place },
  }));
  const here = {
    channel: chatChannelOf(place),
    messages: [first, ...counters],
  };
  if ('sessionId' in place) return [here];
  // Outside sessions nobody is told when to look: a new message calls its readers wherever they are.
  const calls = unread.map(({ userId, unreadCount }) => ({
    channel: userChannel(userId),
    messages: [{ name: 'unread_count_update', data: { ...place, kind, userId, unreadCount } }],
  }));
  return [here, ...calls];
}

function publishSession(event: SessionChanged): Unaddressed[] {
  const { signal, sessionId, endsAt, startsAt, at, endedBy } = event;
  const remaining = Math.max(0, Math.round((Date.parse(endsAt) - Date.parse(at)) / 1000));
  const { kind: _, conversationId: __, signal: change, ...metadata } = event;
  const team = {
    channel: TEAM_CHANNEL,
    messages: [{ name: 'session-changed', data: { ...metadata, ...(change ? { change } : {}) } }],
  };
  if (!signal) return [team];
  const status = {
    status: signal,
    sessionId,
    serverTime: at,
    endsAt,
    ...(signal === 'ending_soon' || signal === 'chat_enabled'
      ? { remainingSeconds: remaining }
      : {}),
    ...(signal === 'rescheduled' ? { startsAt } : {}),
    ...(endedBy ? { endedBy } : {}),
  };
  const messages = [{ name: 'session-status', data: status }];
  const last = signal === 'completed' || signal === 'cancelled';
  return [{ channel: sessionChannel(sessionId), messages, ...(last ? { last } : {}) }, team];
}

function publishRead(event: ConversationRead): Unaddressed[] {
  const { conversationId, sessionId, userId, lastReadSeq, readAt, unreadCount } = event;
  const place: PublicId = sessionId ? { sessionId } : { conversationId };
  const unread = { name: 'unread_count_update', data: { ...place, userId, unreadCount } };
  const here = {
    channel: chatChannelOf(place),
    messages: [{ name: 'read_receipt', data: { ...place, userId, lastReadSeq, readAt } }, unread],
  };
  return sessionId ? [here] : [here, { channel: userChannel(userId), messages: [unread] }];
}

function publishDelivery(event: ConversationDelivered): Unaddressed {
  const { conversationId, sessionId, marks, revision } = event;
  const place: PublicId = sessionId ? { sessionId } : { conversationId };
  const messages = [{ name: 'delivered', data: { ...place, marks, revision } }];
  return { channel: chatChannelOf(place), messages };
}

function publishChange(event: ConversationChanged): Unaddressed[] {
  const { conversationId, conversationKind: kind, state, memberIds } = event;
  const messages = [{ name: 'conversation-changed', data: { conversationId, kind, state } }];
  const last = state === 'closed';
  return [
    { channel: chatChannelOf({ conversationId }), messages, ...(last ? { last } : {}) },
    ...memberIds.map((userId) => ({ channel: userChannel(userId), messages })),
  ];
}

function publishNotification(event: NotificationCreated): Unaddressed {
  const { notificationId, userId, notification, counselingId, sessionId, createdAt } = event;
  const data = { id: notificationId, kind: notification, counselingId, sessionId, createdAt };
  return { channel: userChannel(userId), messages: [{ name: 'notification', data }] };
}
