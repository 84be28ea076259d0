import type { ConversationKeys } from '../../src/chat/conversation-keys';
import type { RealtimeEvent } from '../../src/chat/messages/load-realtime-events';
import type { AblyPublisher } from '../../src/delivery/ably/ably-publisher';
import { toPublications } from '../../src/delivery/ably/publication-mapper';
import type { Publication } from '../../src/delivery/ably/publication-mapper';
import { DeliveryError } from '../../src/delivery/outbox/delivery-error';
import type { OutboxEvent } from '../../src/delivery/outbox/outbox-event';
import type { DeliveryResult } from './outbox-relay';

interface AblyDestinationDeps {
  keys: ConversationKeys;
  encryptsChannels: boolean;
  publisher: AblyPublisher;
}

/** Publishes events in parallel; for each event the first error of its publications. */
export async function deliverToAbly(
  deps: AblyDestinationDeps,
  events: RealtimeEvent[],
): Promise<DeliveryResult[]> {
  const { publisher } = deps;
  const perEvent = events.map((event) => publicationsOf(deps, event));
  const all = perEvent.flatMap((one) => (one instanceof DeliveryError ? [] : one));
  const [results, revoked] = await Promise.all([
    publisher.publishAll(all),
    Promise.all(events.map(({ event }) => revokeAccess(publisher, event))),
  ]);
  let next = 0;
  return perEvent.map((one, index) => {
    if (one instanceof DeliveryError) return one;
    if (one.length === 0) return revoked[index];
    const own = results.slice(next, next + one.length);
    next += one.length;
    return own.find((result) => result !== undefined);
  });
}

async function revokeAccess(
  publisher: AblyPublisher,
  event: OutboxEvent,
): Promise<DeliveryError | undefined> {
  return event.kind === 'access.revoked' ? publisher.revokeUser(event.userId) : undefined;
}

/** An event that cannot be mapped, such as one that cannot be decrypted, must not stop the others. */
function publicationsOf(
  deps: AblyDestinationDeps,
  event: RealtimeEvent,
): Publication[] | DeliveryError {
  try {
    return toPublications(deps, event);
  } catch (error) {
    return new DeliveryError('rejected', 'Event cannot be published', error);
  }
}
