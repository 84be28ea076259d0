import type { Queue } from 'bullmq';
import type { Context } from '../../src/context';
import { loadRealtimeEvents } from '../../src/chat/messages/load-realtime-events';
import type { RealtimeEvent } from '../../src/chat/messages/load-realtime-events';
import type { AblyPublisher } from '../../src/delivery/ably/ably-publisher';
import type { Destination } from '../../src/delivery/outbox/outbox-event';
import type { StoredEvent } from '../../src/delivery/outbox/outbox-repository';
import { queuePushes } from '../../src/delivery/push/queue-pushes';
import type { StepJob } from '../queues';
import type { WorkerMetrics } from '../worker-metrics';
import { deliverToAbly } from './ably-destination';
import { OutboxRelay } from './outbox-relay';
import type { DeliveryResult } from './outbox-relay';
import type { PushSender } from './push-sender';
import { deliverToTimers } from './timers-destination';
import { UserChangeRefs } from './user-change-refs';

interface RelayDeps {
  publisher: AblyPublisher;
  pushes: PushSender;
  queue: Queue<StepJob>;
  metrics: Pick<WorkerMetrics, 'countDelivered'>;
}

/** A relay as the worker runs it. */
export type Relay = Pick<OutboxRelay, 'destination' | 'start' | 'stop' | 'wakeUp'>;

const RECOVERY_DELAY_MS = 500;

/** One relay for each destination of the outbox. */
export function createRelays(context: Context, deps: RelayDeps): Relay[] {
  const { db, logger, clock } = context;
  const { publisher, queue, metrics } = deps;
  const { source } = db;
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, RECOVERY_DELAY_MS));
  const load = (events: StoredEvent[]) => Promise.resolve(events);
  const optionsOf = (destination: Destination) => ({
    destination,
    source,
    logger,
    recover: pause,
    countDelivered: (count: number) => metrics.countDelivered(destination, count),
  });
  return [
    new OutboxRelay({
      ...optionsOf('realtime'),
      load: (events) => loadRealtimeEvents(source.manager, events),
      deliver: (events) => deliverRealtime(context, deps, events),
      recover: () => publisher.connected(RECOVERY_DELAY_MS * 4),
    }),
    new OutboxRelay({
      ...optionsOf('timers'),
      load,
      deliver: (events) => deliverToTimers({ queue, clock }, events),
    }),
    new OutboxRelay({ ...optionsOf('feed'), load, deliver: feedDestination(context) }),
  ];
}

/** Pushes are queued before publishing, so that they leave even while Ably is unavailable. */
async function deliverRealtime(
  context: Context,
  { publisher, pushes }: Pick<RelayDeps, 'publisher' | 'pushes'>,
  events: RealtimeEvent[],
): Promise<DeliveryResult[]> {
  const { db, keys } = context;
  notifySessionFeeds(context, events);
  if ((await queuePushes(db.source.manager, events)) > 0) pushes.wakeUp();
  return deliverToAbly({ keys, publisher }, events);
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

function feedDestination({ db, feedChannel, userChannel }: Context) {
  const refs = new UserChangeRefs(db.source);
  return async (events: StoredEvent[]): Promise<void> => {
    const changes = await refs.of(events);
    await Promise.all([feedChannel.publishChanges(events), userChannel.append(changes)]);
  };
}
