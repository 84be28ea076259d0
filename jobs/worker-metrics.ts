import type { Job, Queue, Worker } from 'bullmq';
import { Counter, Histogram, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { countConnections } from '../src/database/connection-repository';
import { readBacklogByDestination } from '../src/delivery/outbox/outbox-repository';
import { collectedGauge } from '../src/metrics/collected-gauge';
import type { StepJob } from './queues';

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

interface MeasuredWorker {
  source: DataSource;
  queue: Queue<StepJob>;
}

/** Metrics of a worker process: deliveries and jobs of its own, and the state that workers share. */
export class WorkerMetrics {
  readonly registry = new Registry();
  private readonly delivered = new Counter({
    name: 'ruang_diri_outbox_delivered_total',
    help: 'Outbox events that this process delivered',
    labelNames: ['destination'],
    registers: [this.registry],
  });
  private readonly jobs = new Counter({
    name: 'ruang_diri_jobs_total',
    help: 'Timeline jobs that this process ran, by outcome; a failed job is retried',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  private readonly lateness = new Histogram({
    name: 'ruang_diri_step_lateness_seconds',
    help: 'Time from the due time of a session step to its end',
    labelNames: ['step'],
    buckets: SECONDS,
    registers: [this.registry],
  });

  constructor({ source, queue }: MeasuredWorker) {
    const gauge = (options: Parameters<typeof collectedGauge>[1]): void =>
      collectedGauge(this.registry, options);
    const backlog = async (field: 'waiting' | 'oldestSeconds'): Promise<Record<string, number>> => {
      const rows = await readBacklogByDestination(source.manager);
      return Object.fromEntries(rows.map((row) => [row.destination, row[field]]));
    };
    gauge({
      name: 'outbox_waiting',
      help: 'Outbox events that wait for delivery',
      label: 'destination',
      read: () => backlog('waiting'),
    });
    gauge({
      name: 'outbox_oldest_seconds',
      help: 'Age of the oldest outbox event that waits for delivery',
      label: 'destination',
      read: () => backlog('oldestSeconds'),
    });
    gauge({
      name: 'queue_jobs',
      help: 'Jobs in the timeline queue by state',
      label: 'state',
      read: () => queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active', 'failed'),
    });
    gauge({
      name: 'database_connections',
      help: 'Connections to the database by state, of all processes',
      label: 'state',
      read: () => countConnections(source.manager),
    });
  }

  countDelivered(destination: string, events: number): void {
    this.delivered.inc({ destination }, events);
  }

  measureJobs(worker: Worker<StepJob>): void {
    worker.on('failed', () => this.jobs.inc({ outcome: 'failed' }));
    worker.on('completed', (job) => {
      this.jobs.inc({ outcome: 'completed' });
      this.lateness.observe({ step: job.data.step }, latenessOf(job));
    });
  }
}

/** Seconds; a job that was queued after its due time has no delay. */
function latenessOf({ timestamp, opts, finishedOn = Date.now() }: Job<StepJob>): number {
  return Math.max(0, finishedOn - timestamp - (opts.delay ?? 0)) / 1000;
}
