import type { EntityManager } from 'typeorm';
import type { MessageForDelivery } from '../../chat/messages/message-repository';
import type { OutboxEvent } from '../outbox/outbox-event';
import type { StoredEvent } from '../outbox/outbox-repository';
import type { PushPayload } from './push-payload';
import { insertDeliveries } from './push-repository';
import type { NewPushDelivery } from './push-repository';

interface JoinedRow extends Partial<MessageForDelivery> {
  /** Ids of the browsers that the event concerns. */
  pushTo?: string[];
}

/**
 * Notes which browsers are to be woken for these events; returns how many may be. An event that
 * comes again adds nothing.
 */
export async function queuePushes(manager: EntityManager, events: StoredEvent[]): Promise<number> {
  const wishes = events.flatMap(deliveriesOf);
  if (wishes.length > 0) await insertDeliveries(manager, wishes);
  return wishes.length;
}

function deliveriesOf({ id, event, more }: StoredEvent): NewPushDelivery[] {
  const read = more as JoinedRow;
  const payload = read.pushTo?.length ? payloadOf(event, read) : undefined;
  if (!payload) return [];
  return (read.pushTo ?? []).map((subscriptionId) => ({ eventId: id, subscriptionId, payload }));
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
    // What the system says in a session is how its client hears that the room is open.
    about: isAutomated ? 'sessions' : 'messages',
    event: 'message',
    sessionId,
    conversationId,
  };
}
