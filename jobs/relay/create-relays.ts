import { setTimeout as pause } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import type { Context } from '../../src/context';
import { loadRealtimeEvents } from '../../src/chat/messages/load-realtime-events';
import type { RealtimeEvent } from '../../src/chat/messages/load-realtime-events';
import type { AblyPublisher } from '../../src/delivery/ably/ably-publisher';
import type { Destination } from '../../src/delivery/outbox/outbox-event';
import type { StoredEvent } from '../../src/delivery/outbox/outbox-repository';
import { queuePushes } from '../../src/delivery/push/queue-pushes';
import type { StepJob } from '../queues';
import type { WatchedLoop } from '../watchdog/watched-loop';
import type { WorkerMetrics } from '../worker-metrics';
import { deliverToAbly } from './ably-destination';
import type { QueuedEvent } from './delivery-queue';
import { OutboxRelay } from './outbox-relay';
import type { DeliveryResult } from './outbox-relay';
import type { PushSender } from './push-sender';
import type { LeaseUser } from './shard-leases';
import { deliverToTimers } from './timers-destination';
import { UserChangeRefs } from './user-change-refs';

interface RelayDeps {
  publisher: AblyPublisher;
  pushes: PushSender;
  queue: Queue<StepJob>;
  metrics: Pick<WorkerMetrics, 'countDelivered'>;
}

/** A relay as the worker runs it. */
export type Relay = Pick<OutboxRelay, 'start' | 'stop' | 'wakeUp'> & LeaseUser & WatchedLoop;

const RECOVERY_DELAY_MS = 500;

/** One call for all events at a time, in order. */
const IN_ORDER = { maxDeliveries: 1, maxPerKey: Infinity };
/** A publish that takes long holds up its order key alone, until this many take long. */
const BY_KEY = { maxDeliveries: 16, maxPerKey: 1 };

/** One relay for each destination of the outbox. */
export function createRelays(context: Context, deps: RelayDeps): Relay[] {
  const { db, logger, clock, config } = context;
  const { publisher, queue, metrics } = deps;
  const { source } = db;
  const load = (events: StoredEvent[]) => Promise.resolve(events);
  const optionsOf = (destination: Destination) => ({
    destination,
    manager: source.manager,
    logger,
    recover: () => pause(RECOVERY_DELAY_MS),
    countDelivered: (count: number) => metrics.countDelivered(destination, count),
  });
  return [
    new OutboxRelay({
      ...optionsOf('realtime'),
      ...BY_KEY,
      load: (events) => loadRealtimeEvents(source.manager, events, config),
      deliver: (batch) => deliverRealtime(context, deps, batch.map(eventOf)),
      recover: () => publisher.connected(RECOVERY_DELAY_MS * 4),
    }),
    new OutboxRelay({
      ...optionsOf('timers'),
      ...IN_ORDER,
      load,
      deliver: (batch) => deliverToTimers({ queue, clock }, batch.map(eventOf)),
    }),
    new OutboxRelay({
      ...optionsOf('feed'),
      ...IN_ORDER,
      load,
      deliver: feedDestination(context),
    }),
  ];
}

/** Pushes are queued before publishing, so that they leave even while Ably is unavailable. */
async function deliverRealtime(
  context: Context,
  { publisher, pushes }: Pick<RelayDeps, 'publisher' | 'pushes'>,
  events: RealtimeEvent[],
): Promise<DeliveryResult[]> {
  const { db, keys, config } = context;
  const { encryptsChannels } = config;
  notifySessionFeeds(context, events);
  if ((await queuePushes(db.source.manager, events)) > 0) pushes.wakeUp();
  return deliverToAbly({ keys, encryptsChannels, publisher }, events);
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

function feedDestination({ db, epoch, feedChannel, userChannel }: Context) {
  const refs = new UserChangeRefs(db.source);
  epoch.onChange(() => refs.clear());
  return async (batch: QueuedEvent[]): Promise<void> => {
    const changes = await refs.of(batch);
    await Promise.all([
      feedChannel.publishChanges(batch.map(eventOf)),
      userChannel.append(changes, epoch.current),
    ]);
  };
}

function eventOf<Event extends StoredEvent>({ event }: QueuedEvent<Event>): Event {
  return event;
}
