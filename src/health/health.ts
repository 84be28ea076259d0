import type { Destination } from '../delivery/outbox/outbox-event';
import type { LoopHeartbeat } from '../database/entities/delivery/worker-heartbeat';
import type { RedisState } from './redis-state';

/** The components a working system needs. */
export type Component = 'database' | 'redis' | 'ably' | 'worker';
export type Readiness = Record<Component, 'ok' | 'failing'>;

export const PROBLEM_CODES = [
  'database-failing',
  'master-key-missing',
  'master-key-old',
  'team-missing',
  'redis-failing',
  'redis-refuses-writes',
  'redis-nearly-full',
  'ably-failing',
  'worker-missing',
  'worker-silent',
  'loop-stalled',
  'shard-without-worker',
  'delivery-late',
  'steps-overdue',
  'clock-differs',
  'ably-clock-differs',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Why the system is degraded. */
export interface Problem {
  code: ProblemCode;
  /** What it concerns: a loop, an outbox destination, a worker, Redis' error code. */
  subject: string | null;
  /** Milliseconds, or percent of memory; null: it is or is not so. */
  value: number | null;
  limit: number | null;
  /** For operators; names no worker. */
  message: string;
}

/** Milliseconds the oldest event has waited; null: none waits. */
export interface DeliveryAge {
  destination: Destination;
  oldestMs: number | null;
}

export interface LeasedShards {
  destination: Destination;
  shards: number[];
}

export interface WorkerHealth {
  workerId: string;
  /** Since its last heartbeat. */
  silentMs: number;
  clockDifferenceMs: number | null;
  loops: LoopHeartbeat[];
  leases: LeasedShards[];
}

export interface OverdueSteps {
  count: number;
  /** Null: none is overdue. */
  oldestMs: number | null;
}

/** What was found; null: it could not be read in time. */
export interface HealthFacts {
  isDatabaseUp: boolean;
  redis: RedisState | null;
  /** Milliseconds by which Ably's clock is ahead of the database's; null: Ably does not answer. */
  ablyClockDifferenceMs: number | null;
  /** Milliseconds by which the clock of this process is ahead of the database's. */
  clockDifferenceMs: number;
  workers: WorkerHealth[] | null;
  /** For how long a shard has had no lease holder; null: each has one. */
  unledMs: number | null;
  deliveries: DeliveryAge[] | null;
  overdueSteps: OverdueSteps | null;
  /** Whether a team member can sign in. */
  hasTeam: boolean | null;
  masterKeys: {
    /** One that is in use is not given to this process. */
    isMissing: boolean;
    /** Milliseconds that the oldest has been in use; null: it does not matter. */
    ageMs: number | null;
  } | null;
}

export interface Health extends HealthFacts {
  checks: Readiness;
  problems: Problem[];
}
