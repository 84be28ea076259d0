import type { EntityManager } from 'typeorm';
import type { MessageForDelivery } from '../../chat/messages/message-repository';
import type { OutboxEvent } from '../outbox/outbox-event';
import type { StoredEvent } from '../outbox/outbox-repository';
import type { PushPayload } from './push-payload';
import { insertDeliveries } from './push-repository';
import type { NewPushDelivery, PushColumns } from './push-repository';

type JoinedRow = Partial<MessageForDelivery & PushColumns>;

/** Queues a push per event and subscription; repeated events add nothing. Returns how many. */
export async function queuePushes(manager: EntityManager, events: StoredEvent[]): Promise<number> {
  const deliveries = events.flatMap(deliveriesOf);
  if (deliveries.length > 0) await insertDeliveries(manager, deliveries);
  return deliveries.length;
}

function deliveriesOf({ id, event, joined }: StoredEvent): NewPushDelivery[] {
  const row = joined as JoinedRow;
  const { pushSubscriptionIds = [] } = row;
  const payload = pushSubscriptionIds.length > 0 ? payloadOf(event, row) : undefined;
  if (!payload) return [];
  return pushSubscriptionIds.map((subscriptionId) => ({ eventId: id, subscriptionId, payload }));
}

function payloadOf(event: OutboxEvent, message: JoinedRow): PushPayload | undefined {
  if (event.kind === 'notification.created') {
    const { notification, counselingId, sessionId } = event;
    return { about: 'sessions', event: notification, counselingId, sessionId };
  }
  if (event.kind !== 'message.posted') return undefined;
  const { sessionId = null, isAutomated } = message;
  const { conversationId } = event;
  return {
    // System messages announce that a session has begun, so they follow the `sessions` preference.
    about: isAutomated ? 'sessions' : 'messages',
    event: 'message',
    sessionId,
    conversationId,
  };
}
