import type { DataSource, EntityManager } from 'typeorm';
import type { ConversationKeys } from '../conversation/conversation-keys';
import { deliverableMessages } from '../conversation/deliverable-messages';
import type { DeliverableMessage } from '../conversation/deliverable-messages';
import type {
  ConversationRead,
  NotificationCreated,
  OutboxEvent,
  SessionChanged,
} from '../outbox/outbox-event';
import type { StoredEvent } from '../outbox/outbox-store';
import type { Publication } from '../outbox/publication';
import { chatChannel, TEAM_CHANNEL, userChannel } from './channels';

type Unaddressed = Omit<Publication, 'id'>;

/** Turns events into what goes out on which channel; an event may go to several, or to none. */
export async function publicationsOf(
  source: DataSource,
  keys: ConversationKeys,
  events: StoredEvent[],
): Promise<Map<string, Publication[]>> {
  const posted = events.flatMap(({ event }) =>
    event.kind === 'message.posted' ? [event.messageId] : [],
  );
  const messages = await deliverableMessages(source, keys, posted);
  const sessions = await sessionsOf(source.manager, events);
  return new Map(
    events.map(({ id, event }) => [
      id,
      publish(event, messages, sessions).map((one) => ({ ...one, id: `outbox-${id}` })),
    ]),
  );
}

function publish(
  event: OutboxEvent,
  messages: Map<string, DeliverableMessage>,
  sessions: Map<string, string>,
): Unaddressed[] {
  switch (event.kind) {
    case 'message.posted':
      return publishMessage(messages.get(event.messageId));
    case 'session.changed':
      return publishSession(event);
    case 'conversation.read':
      return publishRead(event, sessions.get(event.conversationId));
    case 'notification.created':
      return [publishNotification(event)];
    default:
      return [];
  }
}

function publishMessage(message: DeliverableMessage | undefined): Unaddressed[] {
  if (!message) return [];
  const { view, unread } = message;
  return [
    {
      channel: chatChannel(view.sessionId),
      messages: [
        { name: 'message', data: view },
        ...unread.map((counter) => ({
          name: 'unread_count_update',
          data: { ...counter, sessionId: view.sessionId },
        })),
      ],
    },
  ];
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
  return [{ channel: chatChannel(sessionId), messages, ...(last ? { last } : {}) }, team];
}

function publishRead(event: ConversationRead, sessionId: string | undefined): Unaddressed[] {
  if (!sessionId) return [];
  const { userId, lastReadSeq, readAt } = event;
  const data = { sessionId, userId, lastReadSeq, readAt };
  const unread = { sessionId, userId, unreadCount: event.unreadCount };
  return [
    {
      channel: chatChannel(sessionId),
      messages: [
        { name: 'read_receipt', data },
        { name: 'unread_count_update', data: unread },
      ],
    },
  ];
}

function publishNotification(event: NotificationCreated): Unaddressed {
  const { notificationId, userId, notification, counselingId, sessionId, createdAt } = event;
  const data = { id: notificationId, kind: notification, counselingId, sessionId, createdAt };
  return { channel: userChannel(userId), messages: [{ name: 'notification', data }] };
}

async function sessionsOf(
  manager: EntityManager,
  events: StoredEvent[],
): Promise<Map<string, string>> {
  const conversations = events.flatMap(({ event }) =>
    event.kind === 'conversation.read' ? [event.conversationId] : [],
  );
  if (conversations.length === 0) return new Map();
  const rows = await manager.query<{ id: string; sessionId: string }[]>(
    `SELECT conversation_id AS id, id AS "sessionId" FROM chat_sessions
     WHERE conversation_id = ANY($1::bigint[])`,
    [conversations],
  );
  return new Map(rows.map((row) => [row.id, row.sessionId]));
}
