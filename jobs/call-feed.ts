import { PublishError } from '../src/outbox/publication';
import type { PeopleCalls } from './call-people';
import type { Deliver } from './relay-outbox';

interface Lines {
  feedLine: { callMoved(conversationIds: string[]): Promise<void> };
  personLine: { append(calls: Awaited<ReturnType<PeopleCalls['of']>>): Promise<void> };
}

/**
 * Calls every API process to look at the conversations that moved, and tells the people of pairs in
 * the stream: one call and one append for a whole batch.
 */
export function feedDelivery({ feedLine, personLine }: Lines, people: PeopleCalls): Deliver {
  return async (events) => {
    const ids = events.flatMap(({ event }) =>
      'conversationId' in event ? [event.conversationId] : [],
    );
    const calls = await people.of(events);
    try {
      await Promise.all([feedLine.callMoved([...new Set(ids)]), personLine.append(calls)]);
      return events.map(() => undefined);
    } catch (error) {
      const waiting = new PublishError('wait', 'Redis did not take the call', error);
      return events.map(() => waiting);
    }
  };
}
