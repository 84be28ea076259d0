import type { z } from 'zod';
import { duration, wholeNumber } from './env-fields';

/** Beyond these limits the system is degraded; in milliseconds unless noted. */
export interface HealthLimits {
  /** How long an answer is used again. */
  cache: number;
  /** Since the last heartbeat of a worker. */
  workerSilence: number;
  /** How much longer than its interval a round of a worker's loop may take. */
  loop: number;
  /** Age of the oldest event that waits for delivery. */
  outbox: number;
  /** How overdue a step may be. */
  step: number;
  /** Between a process's clock and the database's. */
  clock: number;
  /** Between the database's clock and Ably's. */
  ablyClock: number;
  /** Percent of Redis' `maxmemory`. */
  redisMemory: number;
  /** How long a master key may be in use. */
  keyAge: number;
}

/** After these times in milliseconds a worker that is stalled ends itself. */
export interface WatchdogLimits {
  eventLoop: number;
  loop: number;
}

export const healthFields = {
  HEALTH_CACHE: duration('PT1S').describe(
    'How long an answer of `/readyz` is used again, so that any number of checks costs one a second.',
  ),
  HEALTH_WORKER_LIMIT: duration('PT10S').describe(
    'Silence after which a worker counts as gone; a worker sends a heartbeat every two seconds.',
  ),
  HEALTH_LOOP_LIMIT: duration('PT15S').describe(
    "How much longer than planned a round of a worker's loop may take: longer than waiting for a " +
      'connection and a statement together. Background work may take twenty times as long.',
  ),
  HEALTH_OUTBOX_LIMIT: duration('PT30S').describe(
    'Age of the oldest undelivered event from which delivery counts as late: events leave within a ' +
      'second, and another worker takes over within five.',
  ),
  HEALTH_STEP_LIMIT: duration('PT15S').describe(
    'How overdue a session step may be: steps run within a second, and a worker restarts in ten.',
  ),
  HEALTH_CLOCK_LIMIT: duration('PT2S').describe(
    "How far the clock of a process may differ from the database's, which decides what is due.",
  ),
  HEALTH_ABLY_CLOCK_LIMIT: duration('PT1M').describe(
    "How far the database's clock may differ from Ably's, which refuses tokens from three minutes on.",
  ),
  HEALTH_REDIS_MEMORY: wholeNumber(90).describe(
    "Percent of Redis' `maxmemory` from which it counts as nearly full: time to act before it refuses " +
      'writes.',
  ),
  HEALTH_KEY_AGE: duration('P30D').describe(
    'How long one master key may be in use in production: erased content can be read in backups until ' +
      'the keys are rotated.',
  ),
  WATCHDOG_EVENT_LOOP: duration('PT15S').describe(
    'How long the event loop of a worker may be stalled before the worker ends itself, so that its ' +
      'supervisor restarts it; no work of it takes a second without a pause.',
  ),
  WATCHDOG_LOOP: duration('PT1M').describe(
    'How much longer than planned a round of a loop may take before the worker ends itself; longer than ' +
      'all deadlines of a round together. Background work may take twenty times as long.',
  ),
};
type HealthEnv = z.infer<z.ZodObject<typeof healthFields>>;

export function healthFaults(env: Partial<HealthEnv>): string[] {
  const names = Object.keys(healthFields) as (keyof HealthEnv)[];
  const faults = names
    .filter((name) => env[name] === 0 && name !== 'HEALTH_CACHE')
    .map((name) => `${name}: must be more than 0`);
  const { HEALTH_LOOP_LIMIT: reported, WATCHDOG_LOOP: ended } = env;
  if (reported !== undefined && ended !== undefined && reported > ended) {
    faults.push('HEALTH_LOOP_LIMIT: must not exceed WATCHDOG_LOOP');
  }
  return faults;
}

export function toHealthLimits(env: HealthEnv): HealthLimits {
  return {
    cache: env.HEALTH_CACHE,
    workerSilence: env.HEALTH_WORKER_LIMIT,
    loop: env.HEALTH_LOOP_LIMIT,
    outbox: env.HEALTH_OUTBOX_LIMIT,
    step: env.HEALTH_STEP_LIMIT,
    clock: env.HEALTH_CLOCK_LIMIT,
    ablyClock: env.HEALTH_ABLY_CLOCK_LIMIT,
    redisMemory: env.HEALTH_REDIS_MEMORY,
    keyAge: env.HEALTH_KEY_AGE,
  };
}

export function toWatchdogLimits(env: HealthEnv): WatchdogLimits {
  return { eventLoop: env.WATCHDOG_EVENT_LOOP, loop: env.WATCHDOG_LOOP };
}
