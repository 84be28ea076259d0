import { PublishError } from '../src/outbox/publication';
import type { Deliver } from './relay-outbox';

interface Line {
  callMoved(conversationIds: string[]): Promise<void>;
}

/** Calls every API process to look at the conversations that moved: one call for a whole batch. */
export function feedDelivery(line: Line): Deliver {
  return async (events) => {
    const ids = events.flatMap(({ event }) =>
      'conversationId' in event ? [event.conversationId] : [],
    );
    try {
      await line.callMoved([...new Set(ids)]);
      return events.map(() => undefined);
    } catch (error) {
      const waiting = new PublishError('wait', 'Redis did not take the call', error);
      return events.map(() => waiting);
    }
  };
}
