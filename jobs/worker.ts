import { Worker } from 'bullmq';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Registry } from 'prom-client';
import { processName } from '../src/config/env';
import type { Context } from '../src/context';
import { AblyPublisher } from '../src/delivery/ably/ably-publisher';
import { wakeUpChannel } from '../src/delivery/outbox/relay-wake-up';
import { WebPushPort } from '../src/delivery/push/web-push-port';
import { connectQueueConsumer, connectRedis } from '../src/redis';
import type { RedisConnection } from '../src/redis';
import { TIMELINE_QUEUE } from '../src/sessions/timeline/session-timeline';
import { recordStopped } from '../src/workers/worker-repository';
import { attendanceTask } from './periodic/attendance-task';
import { heartbeatTask } from './periodic/heartbeat-task';
import {
  encryptionTask,
  erasureTask,
  fileCleanupTask,
  idempotencyTask,
  retentionTask,
  wallTimeTask,
} from './periodic/maintenance-tasks';
import type { PeriodicTask } from './periodic/periodic-task';
import { outboxPurgeTask } from './periodic/outbox-purge-task';
import { searchIndexTask } from './periodic/search-index-task';
import { timelineHealer, timerRestorer } from './periodic/timeline-healer';
import { StepBatcher } from './processors/step-batcher';
import { timelineProcessor } from './processors/timeline-processor';
import { openTimelineQueue } from './queues';
import type { StepJob } from './queues';
import type { WatchedLoop } from './watchdog/watched-loop';
import { WorkerMetrics } from './worker-metrics';
import { createRelays } from './relay/create-relays';
import type { Relay } from './relay/create-relays';
import { PushSender } from './relay/push-sender';
import { ShardLeases } from './relay/shard-leases';

export interface RunningWorker {
  metrics: Registry;
  /** What the watchdog watches. */
  loops: WatchedLoop[];
  /** Finishes work in progress, then closes everything in reverse order of its start. */
  stop(): Promise<void>;
}

const WORKER_ID = processName('worker');
/** Jobs that wait for their step's transaction. */
const CONCURRENCY = 100;

/** Starts the timeline worker, the relays and the periodic tasks. */
export function startWorker(context: Context): RunningWorker {
  const { db, config, logger } = context;
  const [redis, consumer] = [connectRedis(context), connectQueueConsumer(context)];
  const queue = openQueue(context, redis);
  const metrics = new WorkerMetrics({ source: db.source, queue });
  const batcher = new StepBatcher(context.sessions, logger);
  const worker = startTimelineWorker(context, consumer, { batcher, metrics });
  const timeline = {
    ...context,
    queue,
    redis,
    batcher,
    markKey: `${config.redisKeyPrefix}:timers`,
  };
  const publisher = createPublisher(context);
  const pushes = createPushSender(context);
  const relays = createRelays(context, { publisher, pushes, queue, metrics });
  const wakeUps = subscribeToWakeUps(context, redis, relays);
  const leases = new ShardLeases({ ...config.outbox, manager: db.source.manager, logger });
  const loops: WatchedLoop[] = [...relays, leases, batcher];
  const tasks = [
    heartbeatTask(context, { workerId: WORKER_ID, leaseOwner: leases.owner, loops }),
    timelineHealer(timeline),
    timerRestorer(timeline),
    pushes,
    ...maintenanceTasks(context),
  ];
  loops.push(...tasks);
  for (const component of [...relays, ...tasks]) component.start();
  leases.start(relays);
  const connections = [redis, consumer];
  const parts = { tasks, worker, batcher, leases, publisher, queue, wakeUps, connections };
  return { metrics: metrics.registry, loops, stop: () => stopWorker(context, parts) };
}

interface WorkerParts {
  tasks: { stop(): Promise<void> }[];
  worker: Worker<StepJob>;
  batcher: StepBatcher;
  leases: ShardLeases;
  publisher: AblyPublisher;
  queue: Queue<StepJob>;
  wakeUps: { close(): void };
  connections: Redis[];
}

async function stopWorker({ db }: Context, parts: WorkerParts): Promise<void> {
  await Promise.all(parts.tasks.map((task) => task.stop()));
  await parts.worker.close();
  await parts.batcher.waitUntilIdle();
  await parts.leases.stop();
  // A failure only has it reported as silent.
  await recordStopped(db.source.manager, WORKER_ID).catch(() => undefined);
  parts.publisher.close();
  await parts.queue.close();
  parts.wakeUps.close();
  for (const connection of parts.connections) connection.disconnect();
}

function openQueue({ config, logger }: Context, connection: Redis): Queue<StepJob> {
  const queue = openTimelineQueue({ connection, prefix: config.redisKeyPrefix });
  queue.on('error', (error) => logger.warn({ err: error }, 'Timeline queue error'));
  return queue;
}

function createPublisher({ config, logger, ablyKey }: Context): AblyPublisher {
  return new AblyPublisher(ablyKey, config.ably, { logger, deadlines: config.deadlines.ably });
}

function createPushSender({ db, config, logger, push }: Context): PushSender {
  const port = new WebPushPort(push, config.push.contact, config.deadlines.push);
  return new PushSender({ db, logger, port });
}

function maintenanceTasks(context: Context): PeriodicTask[] {
  return [
    attendanceTask(context),
    wallTimeTask(context),
    searchIndexTask(context),
    retentionTask(context),
    erasureTask(context),
    fileCleanupTask(context),
    idempotencyTask(context),
    outboxPurgeTask(context),
    encryptionTask(context),
  ];
}

function startTimelineWorker(
  { config, logger, clock }: Context,
  connection: Redis,
  { batcher, metrics }: { batcher: StepBatcher; metrics: WorkerMetrics },
): Worker<StepJob> {
  const process = timelineProcessor(batcher, clock);
  const options = { connection, prefix: config.redisKeyPrefix, concurrency: CONCURRENCY };
  const worker = new Worker<StepJob>(TIMELINE_QUEUE, process, options);
  worker.on('error', (error) => logger.warn({ err: error }, 'Timeline worker error'));
  worker.on('failed', (job, error) =>
    logger.warn({ err: error, jobId: job?.id, attempts: job?.attemptsMade }, 'Timeline job failed'),
  );
  metrics.measureJobs(worker);
  return worker;
}

function subscribeToWakeUps(
  { config, logger }: Context,
  redis: RedisConnection,
  relays: Relay[],
): { close(): void } {
  return redis.subscribeTo(wakeUpChannel(config.redisKeyPrefix), {
    error: (error) => logger.warn({ err: error }, 'Redis subscriber error (wake-ups)'),
    message: (destinations) => {
      for (const relay of relays) {
        if (destinations.includes(`"${relay.destination}"`)) relay.wakeUp();
      }
    },
  });
}
