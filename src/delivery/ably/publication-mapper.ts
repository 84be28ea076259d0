import type { ConversationKeys } from '../../chat/conversation-keys';
import type { DataKey } from '../../content-cipher';
import type { PublicId } from '../../chat/access/conversation-ref';
import { decryptMessage } from '../../chat/messages/decrypt-message';
import type { MessageForDelivery, RealtimeEvent } from '../../chat/messages/load-realtime-events';
import { toMessageView } from '../../chat/messages/message-view';
import type {
  ConversationChanged,
  ConversationDelivered,
  ConversationRead,
  MessageChanged,
  MessagePosted,
  NotificationCreated,
  OutboxEvent,
  SessionChanged,
  SessionExtension,
} from '../outbox/outbox-event';
import { channelKeyOf, encryptPayload } from './channel-cipher';
import {
  chatChannelOf,
  isConversationChannel,
  sessionChannel,
  TEAM_CHANNEL,
  userChannel,
} from './channels';

/** One publish to one channel. */
export interface Publication {
  channel: string;
  /** Published together, in this order; with an encoding, the data is encrypted. */
  messages: { name: string; data: unknown; encoding?: string }[];
  /** The same for every retry, so that Ably drops duplicates. */
  id: string;
  /** The channel ends with this publication; its tokens are revoked. */
  last?: true;
}

type Content = Omit<Publication, 'id'>;

interface MapperDeps {
  keys: ConversationKeys;
  /** `CHANNEL_ENCRYPTION`. */
  encryptsChannels: boolean;
}

/** The publications of an event: none, one, or one for each of several channels. */
export function toPublications(
  { keys, encryptsChannels }: MapperDeps,
  realtimeEvent: RealtimeEvent,
): Publication[] {
  const { publishId, event, message } = realtimeEvent;
  const contents =
    event.kind === 'message.posted' || event.kind === 'message.changed'
      ? messageContents(keys, event, message)
      : eventContents(event);
  const dataKey = encryptsChannels ? dataKeyOf(keys, realtimeEvent) : undefined;
  return contents.map((content) => ({
    ...(dataKey ? encryptContent(dataKey, content) : content),
    id: `outbox-${publishId}`,
  }));
}

/** Undefined for events without a conversation, and once it was erased: only its state is left. */
function dataKeyOf(
  keys: ConversationKeys,
  { event, message, dataKey: ofEvent }: RealtimeEvent,
): DataKey | undefined {
  const wrapped = message?.dataKey ?? ofEvent;
  return wrapped && 'conversationId' in event
    ? keys.unwrap(event.conversationId, wrapped)
    : undefined;
}

/** The channels of users and of the team carry ids and states only. */
function encryptContent(dataKey: DataKey, content: Content): Content {
  if (!isConversationChannel(content.channel)) return content;
  const key = channelKeyOf(dataKey, content.channel);
  const messages = content.messages.map(({ name, data }) => ({
    name,
    ...encryptPayload(key, data),
  }));
  return { ...content, messages };
}

function eventContents(event: OutboxEvent): Content[] {
  switch (event.kind) {
    case 'session.changed':
      return sessionContents(event);
    case 'session.extension':
      return [extensionContent(event)];
    case 'conversation.read':
      return receiptContents(event);
    case 'conversation.delivered':
      return [deliveryContent(event)];
    case 'conversation.changed':
      return conversationContents(event);
    case 'notification.created':
      return [notificationContent(event)];
    default:
      return [];
  }
}

/**
 * A message with the new unread counts of its recipients; nothing once its key was erased. Only new
 * and deleted messages change unread counts.
 */
function messageContents(
  keys: ConversationKeys,
  event: MessagePosted | MessageChanged,
  row: MessageForDelivery | undefined,
): Content[] {
  if (!row?.dataKey || (!row.content && !row.deletedAt)) return [];
  const { conversationId, sessionId, dataKey } = row;
  const publicId: PublicId = sessionId === null ? { conversationId } : { sessionId };
  const text = decryptMessage(keys.unwrap(conversationId, dataKey), row);
  const view = toMessageView(row, publicId, text);
  if (event.kind === 'message.posted') {
    return withUnreadCounts({ name: 'message', data: view }, publicId, row);
  }
  const { change, revision } = event;
  const data = { ...publicId, change, revision, message: view };
  const changed = { name: 'message_changed', data };
  return change === 'deleted'
    ? withUnreadCounts(changed, publicId, row)
    : [{ channel: chatChannelOf(publicId), messages: [changed] }];
}

function withUnreadCounts(
  message: { name: string; data: object },
  publicId: PublicId,
  { unread, senderId, conversationKind: kind }: MessageForDelivery,
): Content[] {
  const name = 'unread_count_update';
  const counts = unread.filter(({ userId }) => userId !== senderId);
  const updates = counts.map((count) => ({ name, data: { ...count, ...publicId } }));
  const chat = { channel: chatChannelOf(publicId), messages: [message, ...updates] };
  if ('sessionId' in publicId) return [chat];
  // Members are not always subscribed to a conversation's channel as they are during a session.
  const userContents = counts.map(({ userId, unreadCount }) => ({
    channel: userChannel(userId),
    messages: [{ name, data: { ...publicId, kind, userId, unreadCount } }],
  }));
  return [chat, ...userContents];
}

function sessionContents(event: SessionChanged): Content[] {
  const { kind: _, conversationId: __, signal, ...metadata } = event;
  const change = signal ? { change: signal } : {};
  const team = {
    channel: TEAM_CHANNEL,
    messages: [{ name: 'session-changed', data: { ...metadata, ...change } }],
  };
  if (!signal) return [team];
  const { sessionId, endsAt, startsAt, at, endedBy } = event;
  const remainingSeconds = Math.max(0, Math.round((Date.parse(endsAt) - Date.parse(at)) / 1000));
  const data = {
    status: signal,
    sessionId,
    serverTime: at,
    endsAt,
    ...(signal === 'ending_soon' || signal === 'chat_enabled' ? { remainingSeconds } : {}),
    ...(signal === 'rescheduled' ? { startsAt } : {}),
    ...(endedBy ? { endedBy } : {}),
  };
  const session: Content = {
    channel: sessionChannel(sessionId),
    messages: [{ name: 'session-status', data }],
  };
  if (signal === 'completed' || signal === 'cancelled') session.last = true;
  return [session, team];
}

/** An event of its own: clients that do not know it follow the next end warning. */
function extensionContent(event: SessionExtension): Content {
  const { kind: _, conversationId: __, at: serverTime, ...data } = event;
  const remaining = Date.parse(event.endsAt) - Date.parse(serverTime);
  const remainingSeconds = Math.max(0, Math.round(remaining / 1000));
  const message = { name: 'session-extension', data: { ...data, remainingSeconds, serverTime } };
  return { channel: sessionChannel(event.sessionId), messages: [message] };
}

function receiptContents(event: ConversationRead): Content[] {
  const { conversationId, sessionId, userId, lastReadSeq, readAt, unreadCount } = event;
  const publicId: PublicId = sessionId ? { sessionId } : { conversationId };
  const receipt = { name: 'read_receipt', data: { ...publicId, userId, lastReadSeq, readAt } };
  const unread = { name: 'unread_count_update', data: { ...publicId, userId, unreadCount } };
  const chat = { channel: chatChannelOf(publicId), messages: [receipt, unread] };
  return sessionId ? [chat] : [chat, { channel: userChannel(userId), messages: [unread] }];
}

function deliveryContent(event: ConversationDelivered): Content {
  const { conversationId, sessionId, marks, revision } = event;
  const publicId: PublicId = sessionId ? { sessionId } : { conversationId };
  const messages = [{ name: 'delivered', data: { ...publicId, marks, revision } }];
  return { channel: chatChannelOf(publicId), messages };
}

function conversationContents(event: ConversationChanged): Content[] {
  const { conversationId, conversationKind: kind, state, memberIds } = event;
  const messages = [{ name: 'conversation-changed', data: { conversationId, kind, state } }];
  const conversation: Content = { channel: chatChannelOf({ conversationId }), messages };
  if (state === 'closed') conversation.last = true;
  return [conversation, ...memberIds.map((userId) => ({ channel: userChannel(userId), messages }))];
}

function notificationContent(event: NotificationCreated): Content {
  const { notificationId, userId, notification, counselingId, sessionId, createdAt } = event;
  const data = { id: notificationId, kind: notification, counselingId, sessionId, createdAt };
  return { channel: userChannel(userId), messages: [{ name: 'notification', data }] };
}
