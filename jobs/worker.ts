import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { processName } from '../src/config/env';
import type { Context } from '../src/context';
import { FOR_DELIVERY } from '../src/conversation/message-store';
import { nudgeChannel } from '../src/outbox/outbox-nudge';
import { laneReader } from '../src/outbox/outbox-store';
import { FOR_PUSH } from '../src/push/push-store';
import { queuePushes } from '../src/push/queue-pushes';
import { WebPushPort } from '../src/push/web-push-port';
import { AblyPublisher } from '../src/realtime/ably-publisher';
import { feedDelivery } from './call-feed';
import { PeopleCalls } from './call-people';
import { withSessionCalls } from './call-sessions';
import { TimelineHealer } from './heal-timeline';
import { startHeartbeat } from './heartbeat';
import { IndexKeeper } from './keep-index';
import { realtimeDelivery } from './publish-events';
import { PushSender } from './send-pushes';
import { openTimelineQueue, TIMELINE_QUEUE } from './queues';
import type { StepJob } from './queues';
import { JobRegistry } from './registry';
import { OutboxRelay } from './relay-outbox';
import type { Deliver } from './relay-outbox';
import { runTimeline } from './run-timeline';
import { timerDelivery } from './set-timers';
import { StepBatcher } from './step-batcher';
import { FileSweep } from './sweep-files';
import { RetentionSweep } from './sweep-retention';
import { STEPS } from '../src/words';

export interface RunningWorker {
  /** Ends what is under way, then everything else, in reverse order of its start. */
  stop(): Promise<void>;
}

/** Jobs of one second are taken together, so that their steps share transactions. */
const CONCURRENCY = 500;
const AWAY_MS = 500;

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
  const pushes = openPushes(context);
  const relays = openRelays(context, {
    realtime: withSessionCalls(
      context,
      withPushes(context, pushes, realtimeDelivery({ keys: context.keys, publisher })),
    ),
    timers: timerDelivery(queue, clock),
    feed: feedDelivery(context, new PeopleCalls(db.source)),
    connected: () => publisher.connected(AWAY_MS * 4),
  });
  listenForNudges(connections.subscriber, nudgeChannel(config.redisKeyPrefix), relays);
  const keepers = [healer, pushes, ...keepersOf(context)];
  for (const part of [...relays, ...keepers]) part.start();
  const stopHeartbeat = startHeartbeat(db, processName('worker'));
  return {
    stop: async () => {
      stopHeartbeat();
      await Promise.all(keepers.map((keeper) => keeper.stop()));
      await worker.close();
      await batcher.idle();
      await Promise.all(relays.map((relay) => relay.stop()));
      publisher.close();
      await queue.close();
      for (const connection of Object.values(connections)) connection.disconnect();
    },
  };
}

interface Keeper {
  start(): void;
  stop(): Promise<void>;
}

/** What is done now and then, and by nobody's wish. */
function keepersOf(context: Context): Keeper[] {
  const { logger, retention } = context;
  return [
    new IndexKeeper(context),
    new RetentionSweep({ ...retention, logger }),
    fileSweep(context),
  ];
}

function fileSweep({ files, config }: Context): Keeper {
  const sweep = new FileSweep(files);
  return { start: () => sweep.start(config.files.sweep), stop: () => sweep.stop() };
}

function openPushes({ db, logger, push, config }: Context): PushSender {
  return new PushSender({ db, logger, port: new WebPushPort(push, config.push.contact) });
}

/** Whoever is to be woken is noted before Ably is asked: that it is away keeps nobody asleep. */
function withPushes({ db }: Context, pushes: PushSender, deliver: Deliver): Deliver {
  return async (events) => {
    if ((await queuePushes(db.source.manager, events)) > 0) pushes.nudge();
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
  for (const step of STEPS) registry.register(step, runTimeline(batcher));
  registry.requireAll();
  const worker = new Worker<StepJob>(
    TIMELINE_QUEUE,
    (job) => registry.handlerOf(job.name)(job.data),
    { connection, prefix: config.redisKeyPrefix, concurrency: CONCURRENCY },
  );
  worker.on('error', (error) => logger.warn({ err: error }, 'The worker met a fault'));
  worker.on('failed', (job, error) =>
    logger.warn({ err: error, jobId: job?.id, attempts: job?.attemptsMade }, 'A step must wait'),
  );
  return worker;
}

interface Deliveries {
  realtime: ReturnType<typeof realtimeDelivery>;
  timers: ReturnType<typeof timerDelivery>;
  feed: ReturnType<typeof feedDelivery>;
  connected: () => Promise<void>;
}

function openRelays({ db, logger }: Context, deliveries: Deliveries): OutboxRelay[] {
  const { source } = db;
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, AWAY_MS));
  const plain = (lane: 'timers' | 'feed') =>
    new OutboxRelay({
      ...{ lane, source, logger, recover: pause },
      read: laneReader(lane),
      deliver: deliveries[lane],
    });
  const realtime = new OutboxRelay({
    ...{ lane: 'realtime', source, logger, recover: deliveries.connected },
    read: laneReader('realtime', {
      ...FOR_DELIVERY,
      columns: `${FOR_DELIVERY.columns}, ${FOR_PUSH}`,
    }),
    deliver: deliveries.realtime,
  });
  return [realtime, plain('timers'), plain('feed')];
}

function listenForNudges(subscriber: Redis, channel: string, relays: OutboxRelay[]): void {
  subscriber.on('message', (_, lanes) => {
    for (const relay of relays) if (lanes.includes(`"${relay.lane}"`)) relay.nudge();
  });
  subscriber.subscribe(channel).catch(() => undefined);
}
