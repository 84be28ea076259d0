import type { EntityManager } from 'typeorm';
import type { MessageForDelivery, RealtimeEvent } from '../../chat/messages/load-realtime-events';
import type { OutboxEvent } from '../outbox/outbox-event';
import type { PushPayload } from './push-payload';
import { insertDeliveries } from './push-repository';
import type { NewPushDelivery } from './push-repository';

/** Queues a push per event and subscription; repeated events add nothing. Returns how many. */
export async function queuePushes(
  manager: EntityManager,
  events: RealtimeEvent[],
): Promise<number> {
  const deliveries = events.flatMap(deliveriesOf);
  if (deliveries.length > 0) await insertDeliveries(manager, deliveries);
  return deliveries.length;
}

function deliveriesOf({ id, event, message, subscriptionIds }: RealtimeEvent): NewPushDelivery[] {
  const payload = subscriptionIds.length > 0 ? payloadOf(event, message) : undefined;
  if (!payload) return [];
  return subscriptionIds.map((subscriptionId) => ({ eventId: id, subscriptionId, payload }));
}

function payloadOf(event: OutboxEvent, message?: MessageForDelivery): PushPayload | undefined {
  if (event.kind === 'notification.created') {
    const { notification, counselingId, sessionId } = event;
    // Notices of the account wait in the list: a push preference for them does not exist.
    if (counselingId === null) return undefined;
    return { about: 'sessions', event: notification, counselingId, sessionId };
  }
  if (event.kind !== 'message.posted' || !message) return undefined;
  const { sessionId, isAutomated, conversationId } = message;
  return {
    // System messages announce that a session has begun, so they follow the `sessions` preference.
    about: isAutomated ? 'sessions' : 'messages',
    event: 'message',
    sessionId,
    conversationId,
  };
}
