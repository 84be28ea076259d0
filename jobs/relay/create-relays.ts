import type { Queue } from 'bullmq';
import type { Context } from '../../src/context';
import { MESSAGE_FOR_DELIVERY } from '../../src/chat/messages/message-repository';
import type { AblyPublisher } from '../../src/delivery/ably/ably-publisher';
import type { Destination } from '../../src/delivery/outbox/outbox-event';
import { destinationReader } from '../../src/delivery/outbox/outbox-repository';
import type { JoinedColumns, StoredEvent } from '../../src/delivery/outbox/outbox-repository';
import { PUSH_SUBSCRIPTION_COLUMN } from '../../src/delivery/push/push-repository';
import { queuePushes } from '../../src/delivery/push/queue-pushes';
import type { StepJob } from '../queues';
import type { WorkerMetrics } from '../worker-metrics';
import { deliverToAbly } from './ably-destination';
import { OutboxRelay } from './outbox-relay';
import type { Deliver } from './outbox-relay';
import type { PushSender } from './push-sender';
import { deliverToTimers } from './timers-destination';
import { UserChangeRefs } from './user-change-refs';

interface RelayDeps {
  publisher: AblyPublisher;
  pushes: PushSender;
  queue: Queue<StepJob>;
  metrics: Pick<WorkerMetrics, 'countDelivered'>;
}

const RECOVERY_DELAY_MS = 500;

/** One relay for each destination of the outbox. */
export function createRelays(context: Context, deps: RelayDeps): OutboxRelay[] {
  const { db, logger, clock } = context;
  const { publisher, queue, metrics } = deps;
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, RECOVERY_DELAY_MS));
  const relay = (
    destination: Destination,
    deliver: Deliver,
    { recover = pause, joined }: { recover?: () => Promise<void>; joined?: JoinedColumns } = {},
  ) => {
    const read = destinationReader(destination, joined);
    const counted: Deliver = async (events) => {
      const results = await deliver(events);
      const delivered = results?.filter((result) => result === undefined) ?? events;
      metrics.countDelivered(destination, delivered.length);
      return results;
    };
    const options = { destination, source: db.source, logger, read, recover };
    return new OutboxRelay({ ...options, deliver: counted });
  };
  const columns = `${MESSAGE_FOR_DELIVERY.columns}, ${PUSH_SUBSCRIPTION_COLUMN}`;
  return [
    relay('realtime', realtimeDestination(context, deps), {
      recover: () => publisher.connected(RECOVERY_DELAY_MS * 4),
      joined: { ...MESSAGE_FOR_DELIVERY, columns },
    }),
    relay('timers', (events) => deliverToTimers({ queue, clock }, events)),
    relay('feed', feedDestination(context)),
  ];
}

/** Pushes are queued before publishing, so that they leave even while Ably is unavailable. */
function realtimeDestination(
  context: Context,
  { publisher, pushes }: Pick<RelayDeps, 'publisher' | 'pushes'>,
): Deliver {
  const { db, keys } = context;
  return async (events) => {
    notifySessionFeeds(context, events);
    if ((await queuePushes(db.source.manager, events)) > 0) pushes.wakeUp();
    return deliverToAbly({ keys, publisher }, events);
  };
}

/**
 * Session events have no row for the destination `feed`. A lost notification costs their subscribers
 * one poll of the feed, so it is neither awaited nor retried.
 */
function notifySessionFeeds({ feedChannel, logger }: Context, events: StoredEvent[]): void {
  const sessionEvents = events.filter(({ event }) => !('toFeed' in event));
  feedChannel.publishChanges(sessionEvents).catch((error: unknown) => {
    logger.warn({ err: error }, 'Session feed notification failed');
  });
}

function feedDestination({ db, feedChannel, userChannel }: Context): Deliver {
  const refs = new UserChangeRefs(db.source);
  return async (events) => {
    const changes = await refs.of(events);
    await Promise.all([feedChannel.publishChanges(events), userChannel.append(changes)]);
  };
}
