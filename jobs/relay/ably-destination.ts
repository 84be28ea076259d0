import type { ConversationKeys } from '../../src/chat/conversation-keys';
import type { RealtimeEvent } from '../../src/chat/messages/load-realtime-events';
import type { AblyPublisher } from '../../src/delivery/ably/ably-publisher';
import { toPublications } from '../../src/delivery/ably/publication-mapper';
import type { Publication } from '../../src/delivery/ably/publication-mapper';
import type { DeliveryError } from '../../src/delivery/outbox/delivery-error';
import type { DeliveryResult } from './outbox-relay';

interface AblyDestinationDeps {
  keys: ConversationKeys;
  publisher: AblyPublisher;
}

/**
 * Publishes events in rounds: one event of each order key per round, so that events of one key leave
 * one after the other and different keys in parallel.
 */
export async function deliverToAbly(
  { keys, publisher }: AblyDestinationDeps,
  events: RealtimeEvent[],
): Promise<DeliveryResult[]> {
  const publications = new Map(events.map((event) => [event.id, toPublications(keys, event)]));
  const results = new Map<string, DeliveryError | undefined>();
  for (let rest = events; rest.length > 0;) {
    const round = firstOfEachKey(rest);
    const inRound = new Set(round);
    const sent = await publishRound(publisher, round, publications);
    for (const [index, event] of round.entries()) results.set(event.id, sent[index]);
    const failedKeys = new Set(round.filter((_, i) => sent[i]).map(({ orderKey }) => orderKey));
    rest = rest.filter((event) => !inRound.has(event) && !failedKeys.has(event.orderKey));
  }
  return events.map(({ id }) => (results.has(id) ? results.get(id) : 'not-tried'));
}

function firstOfEachKey(events: RealtimeEvent[]): RealtimeEvent[] {
  const seen = new Set<string>();
  return events.filter((event) => !seen.has(event.orderKey) && seen.add(event.orderKey));
}

/** For each event the first error of its publications. */
async function publishRound(
  publisher: AblyPublisher,
  round: RealtimeEvent[],
  publications: Map<string, Publication[]>,
): Promise<(DeliveryError | undefined)[]> {
  const perEvent = round.map(({ id }) => publications.get(id) ?? []);
  const results = await publisher.publishAll(perEvent.flat());
  let next = 0;
  return perEvent.map(({ length }) => {
    const own = results.slice(next, next + length);
    next += length;
    return own.find((result) => result !== undefined);
  });
}
