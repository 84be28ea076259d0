import type { EntityManager } from 'typeorm';
import type { StoredEvent } from '../../delivery/outbox/outbox-repository';
import { selectSubscriptionIds } from '../../delivery/push/push-repository';
import { selectAudiences } from '../audience-repository';
import type { Audience } from '../audience-repository';
import { selectDataKeys } from '../conversation-repository';
import { selectMessagesById } from './message-repository';
import type { MessageRow } from './message-repository';

export type MessageForDelivery = MessageRow & Omit<Audience, 'subscriptions'>;

/** An event with what its delivery through Ably and Web Push needs. */
export interface RealtimeEvent extends StoredEvent {
  /** The message of a message event. */
  message?: MessageForDelivery | undefined;
  /** Wrapped key of any other event's conversation; loaded only while channels are encrypted. */
  dataKey?: Buffer | undefined;
  /** Push subscriptions of the recipients. */
  subscriptionIds: string[];
}

/** Reads the messages, recipients, keys and push subscriptions of a batch together. */
export async function loadRealtimeEvents(
  manager: EntityManager,
  events: StoredEvent[],
  { encryptsChannels }: { encryptsChannels: boolean },
): Promise<RealtimeEvent[]> {
  const { messageIds, conversationIds, notifiedIds, otherConversationIds } = idsOf(events);
  const [messages, audiences, subscriptions, dataKeys] = await Promise.all([
    messageIds.size > 0 ? selectMessagesById(manager, [...messageIds]) : [],
    selectAudiences(manager, [...conversationIds]),
    selectSubscriptionIds(manager, [...notifiedIds]),
    selectDataKeys(manager, encryptsChannels ? [...otherConversationIds] : []),
  ]);
  const byId = new Map(messages.map((message) => [message.id, message]));
  return events.map((stored) => {
    const { event } = stored;
    if (event.kind === 'notification.created') {
      return { ...stored, subscriptionIds: subscriptions.get(event.userId) ?? [] };
    }
    const row = 'messageId' in event ? byId.get(event.messageId) : undefined;
    const audience = row && audiences.get(row.conversationId);
    if (!row || !audience) {
      const dataKey = 'conversationId' in event ? dataKeys.get(event.conversationId) : undefined;
      return { ...stored, subscriptionIds: [], dataKey };
    }
    const recipients = audience.subscriptions.filter(({ userId }) => userId !== row.senderId);
    return {
      ...stored,
      message: { ...row, ...audience },
      subscriptionIds: recipients.map(({ id }) => id),
    };
  });
}

/** The rows that the events of a batch refer to. */
function idsOf(events: StoredEvent[]) {
  const messageIds = new Set<string>();
  const conversationIds = new Set<string>();
  const notifiedIds = new Set<string>();
  const otherConversationIds = new Set<string>();
  for (const { event } of events) {
    if (event.kind === 'message.posted' || event.kind === 'message.changed') {
      messageIds.add(event.messageId);
      conversationIds.add(event.conversationId);
    } else if (event.kind === 'notification.created') {
      notifiedIds.add(event.userId);
    } else if ('conversationId' in event) {
      otherConversationIds.add(event.conversationId);
    }
  }
  return { messageIds, conversationIds, notifiedIds, otherConversationIds };
}
