import type { ConversationKeys } from '../../src/chat/conversation-keys';
import type { StoredEvent } from '../../src/delivery/outbox/outbox-repository';
import type {
  Publication,
  DeliveryError,
  PublisherPort,
} from '../../src/delivery/ably/publication';
import { publicationsOf } from '../../src/delivery/ably/publication-mapper';
import type { Deliver } from './outbox-relay';

interface AblyDestinationDeps {
  keys: ConversationKeys;
  publisher: PublisherPort;
}

/**
 * Carries events to people. Events of one key go one after the other, each only after the one
 * before was taken; different keys go at the same time.
 */
export function deliverToAbly({ keys, publisher }: AblyDestinationDeps): Deliver {
  return async (events) => {
    const publications = new Map(events.map((one) => [one.id, publicationsOf(keys, one)]));
    const answers = new Map<string, DeliveryError | undefined>();
    for (let rest = events; rest.length > 0;) {
      const round = firstOfEachKey(rest);
      const taken = new Set(round);
      const sent = await sendRound(publisher, round, publications);
      for (const [index, event] of round.entries()) answers.set(event.id, sent[index]);
      const stopped = new Set(round.filter((_, i) => sent[i]).map((event) => event.orderKey));
      rest = rest.filter((event) => !taken.has(event) && !stopped.has(event.orderKey));
    }
    return events.map((event) => (answers.has(event.id) ? answers.get(event.id) : 'not-tried'));
  };
}

function firstOfEachKey(events: StoredEvent[]): StoredEvent[] {
  const seen = new Set<string>();
  return events.filter((event) => !seen.has(event.orderKey) && seen.add(event.orderKey));
}

async function sendRound(
  publisher: PublisherPort,
  round: StoredEvent[],
  publications: Map<string, Publication[]>,
): Promise<(DeliveryError | undefined)[]> {
  const all = round.map((event) => publications.get(event.id) ?? []);
  const answers = await publisher.publishAll(all.flat());
  let next = 0;
  return all.map((own) => {
    const mine = answers.slice(next, next + own.length);
    next += own.length;
    return mine.find((answer) => answer !== undefined);
  });
}
