import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { processName } from '../src/config/env';
import type { Context } from '../src/context';
import { MESSAGE_FOR_DELIVERY } from '../src/chat/messages/message-repository';
import { wakeUpChannel } from '../src/delivery/outbox/relay-wake-up';
import { destinationReader } from '../src/delivery/outbox/outbox-repository';
import { PUSH_SUBSCRIPTION_COLUMN } from '../src/delivery/push/push-repository';
import { queuePushes } from '../src/delivery/push/queue-pushes';
import { WebPushPort } from '../src/delivery/push/web-push-port';
import { AblyPublisher } from '../src/delivery/ably/ably-publisher';
import { deliverToFeed } from './relay/feed-destination';
import { UserEventBuilder } from './relay/user-event-builder';
import { withSessionNotifications } from './relay/session-notifications';
import { TimelineHealer } from './periodic/timeline-healer';
import { startHeartbeat } from './periodic/worker-heartbeat';
import { SearchIndexer } from './periodic/search-indexer';
import { deliverToAbly } from './relay/ably-destination';
import { PushSender } from './relay/push-sender';
import { openTimelineQueue, TIMELINE_QUEUE } from './queues';
import type { StepJob } from './queues';
import { JobRegistry } from './processors/job-registry';
import { OutboxRelay } from './relay/outbox-relay';
import type { Deliver } from './relay/outbox-relay';
import { timelineProcessor } from './processors/timeline-processor';
import { deliverToTimers } from './relay/timers-destination';
import { StepBatcher } from './processors/step-batcher';
import { FileCleanup } from './periodic/file-cleanup';
import { RetentionCleanup } from './periodic/retention-cleanup';
import { STEPS } from '../src/enums';

export interface RunningWorker {
  /** Ends what is under way, then everything else, in reverse order of its start. */
  stop(): Promise<void>;
}

/** Jobs of one second are taken together, so that their steps share transactions. */
const CONCURRENCY = 500;
const RECOVERY_DELAY_MS = 500;

/** Starts the timeline's worker, the healer and the relays on a context. */
export function startWorker(context: Context): RunningWorker {
  const { db, clock, config, logger } = context;
  const connections = openConnections(context);
  const redis = connections.producer;
  const queue = openTimelineQueue({ connection: redis, prefix: config.redisKeyPrefix });
  queue.on('error', (error) => logger.warn({ err: error }, 'The queue is out of reach'));
  const batcher = new StepBatcher(context.sessions);
  const worker = startTimelineWorker(context, connections.consumer, batcher);
  const markKey = `${config.redisKeyPrefix}:timers`;
  const healer = new TimelineHealer({ db, clock, queue, redis, batcher, logger, markKey });
  const publisher = new AblyPublisher(context.ablyKey, config.ably, logger);
  const pushes = createPushSender(context);
  const relays = openRelays(context, {
    realtime: withSessionNotifications(
      context,
      withPushes(context, pushes, deliverToAbly({ keys: context.keys, publisher })),
    ),
    timers: deliverToTimers(queue, clock),
    feed: deliverToFeed(context, new UserEventBuilder(db.source)),
    connected: () => publisher.connected(RECOVERY_DELAY_MS * 4),
  });
  subscribeToWakeUps(connections.subscriber, wakeUpChannel(config.redisKeyPrefix), relays);
  const keepers = [healer, pushes, ...periodicTasksOf(context)];
  for (const part of [...relays, ...keepers]) part.start();
  const stopHeartbeat = startHeartbeat(db, processName('worker'));
  return {
    stop: async () => {
      stopHeartbeat();
      await Promise.all(keepers.map((keeper) => keeper.stop()));
      await worker.close();
      await batcher.waitUntilIdle();
      await Promise.all(relays.map((relay) => relay.stop()));
      publisher.close();
      await queue.close();
      for (const connection of Object.values(connections)) connection.disconnect();
    },
  };
}

interface PeriodicTask {
  start(): void;
  stop(): Promise<void>;
}

/** What is done now and then, and by nobody's wish. */
function periodicTasksOf(context: Context): PeriodicTask[] {
  const { logger, retention } = context;
  return [
    new SearchIndexer(context),
    new RetentionCleanup({ ...retention, logger }),
    fileCleanup(context),
  ];
}

function fileCleanup({ files, config }: Context): PeriodicTask {
  const sweep = new FileCleanup(files);
  return { start: () => sweep.start(config.files.cleanupInterval), stop: () => sweep.stop() };
}

function createPushSender({ db, logger, push, config }: Context): PushSender {
  return new PushSender({ db, logger, port: new WebPushPort(push, config.push.contact) });
}

/** Whoever is to be woken is noted before Ably is asked: that it is away keeps nobody asleep. */
function withPushes({ db }: Context, pushes: PushSender, deliver: Deliver): Deliver {
  return async (events) => {
    if ((await queuePushes(db.source.manager, events)) > 0) pushes.wakeUp();
    return deliver(events);
  };
}

function openConnections({ config, logger }: Context) {
  const open = (failFast: boolean): Redis => {
    const redis = new Redis(config.redisUrl ?? '', {
      maxRetriesPerRequest: failFast ? 1 : null,
      enableOfflineQueue: !failFast,
      retryStrategy: (times) => Math.min(times * 100, 1_000),
    });
    redis.on('error', (error) => logger.warn({ err: error }, 'Redis is out of reach'));
    return redis;
  };
  return { producer: open(true), consumer: open(false), subscriber: open(false) };
}

function startTimelineWorker(
  { config, logger }: Context,
  connection: Redis,
  batcher: StepBatcher,
): Worker<StepJob> {
  const registry = new JobRegistry();
  for (const step of STEPS) registry.register(step, timelineProcessor(batcher));
  registry.requireAll();
  const worker = new Worker<StepJob>(
    TIMELINE_QUEUE,
    (job) => registry.getHandler(job.name)(job.data),
    { connection, prefix: config.redisKeyPrefix, concurrency: CONCURRENCY },
  );
  worker.on('error', (error) => logger.warn({ err: error }, 'The worker met a fault'));
  worker.on('failed', (job, error) =>
    logger.warn({ err: error, jobId: job?.id, attempts: job?.attemptsMade }, 'A step must wait'),
  );
  return worker;
}

interface Destinations {
  realtime: ReturnType<typeof deliverToAbly>;
  timers: ReturnType<typeof deliverToTimers>;
  feed: ReturnType<typeof deliverToFeed>;
  connected: () => Promise<void>;
}

function openRelays({ db, logger }: Context, deliveries: Destinations): OutboxRelay[] {
  const { source } = db;
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, RECOVERY_DELAY_MS));
  const plain = (lane: 'timers' | 'feed') =>
    new OutboxRelay({
      ...{ destination: lane, source, logger, recover: pause },
      read: destinationReader(lane),
      deliver: deliveries[lane],
    });
  const realtime = new OutboxRelay({
    ...{ destination: 'realtime', source, logger, recover: deliveries.connected },
    read: destinationReader('realtime', {
      ...MESSAGE_FOR_DELIVERY,
      columns: `${MESSAGE_FOR_DELIVERY.columns}, ${PUSH_SUBSCRIPTION_COLUMN}`,
    }),
    deliver: deliveries.realtime,
  });
  return [realtime, plain('timers'), plain('feed')];
}

function subscribeToWakeUps(subscriber: Redis, channel: string, relays: OutboxRelay[]): void {
  subscriber.on('message', (_, lanes) => {
    for (const relay of relays) if (lanes.includes(`"${relay.destination}"`)) relay.wakeUp();
  });
  subscriber.subscribe(channel).catch(() => undefined);
}
