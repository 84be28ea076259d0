import type { Logger } from '../../src/logger';
import type { Deliver } from './outbox-relay';

interface SessionNotificationDeps {
  feedChannel: { publishChanged(conversationIds: string[]): Promise<void> };
  logger: Logger;
}

/**
 * Calls the API processes to look at what has no lane of its own to those at sockets, the
 * conversations of sessions: one call for a batch, before Ably is asked. A call that is lost costs
 * those readers two seconds, for the feed looks by itself; so nothing waits for it, nor is tried again.
 */
export function withSessionNotifications(
  { feedChannel: feedLine, logger }: SessionNotificationDeps,
  deliver: Deliver,
): Deliver {
  return (events) => {
    const ids = events.flatMap(({ event }) =>
      'conversationId' in event && !('toFeed' in event) ? [event.conversationId] : [],
    );
    if (ids.length > 0) {
      feedLine.publishChanged([...new Set(ids)]).catch((error: unknown) => {
        logger.warn({ err: error }, 'Those at sockets were not called to sessions');
      });
    }
    return deliver(events);
  };
}
