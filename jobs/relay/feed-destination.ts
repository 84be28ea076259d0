import { DeliveryError } from '../../src/delivery/ably/publication';
import type { UserEventBuilder } from './user-event-builder';
import type { Deliver } from './outbox-relay';

interface FeedDestinationDeps {
  feedChannel: { publishChanged(conversationIds: string[]): Promise<void> };
  userChannel: { append(calls: Awaited<ReturnType<UserEventBuilder['build']>>): Promise<void> };
}

/**
 * Calls every API process to look at the conversations that moved, and tells the people of pairs in
 * the stream: one call and one append for a whole batch.
 */
export function deliverToFeed(
  { feedChannel: feedLine, userChannel: personLine }: FeedDestinationDeps,
  people: UserEventBuilder,
): Deliver {
  return async (events) => {
    const ids = events.flatMap(({ event }) =>
      'conversationId' in event ? [event.conversationId] : [],
    );
    const calls = await people.build(events);
    try {
      await Promise.all([feedLine.publishChanged([...new Set(ids)]), personLine.append(calls)]);
      return events.map(() => undefined);
    } catch (error) {
      const waiting = new DeliveryError('wait', 'Redis did not take the call', error);
      return events.map(() => waiting);
    }
  };
}
