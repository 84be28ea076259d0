import type { z } from 'zod';
import { duration } from './env-fields';

/*
 * Deadlines of every service that the API and the worker call, in milliseconds. A frozen service is
 * answered like a dead one: the caller gets 503 with `Retry-After`, or the work is tried again.
 */

export interface DatabaseDeadlines {
  /** Opening a connection. When it fires: 503; the next request tries again. */
  connect: number;
  /** Waiting for a connection of the pool. When it fires: 503. */
  pool: number;
  /** A statement, by the server. When it fires: its transaction is rolled back, 503. */
  statement: number;
  /** A statement over any number of rows, such as of an erasure. */
  longStatement: number;
  /** A statement's wait for one lock, by the server. When it fires: rolled back, 503. */
  lock: number;
  /**
   * Between two statements of a transaction, by the server, which ends the connection: the locks of a
   * frozen process are free again.
   */
  idleTransaction: number;
  /** A statement, by the client. When it fires: its connection and all idle ones are closed, 503. */
  query: number;
  /** Silence after which both ends probe a connection. A peer that does not answer is gone. */
  keepAlive: number;
}

export interface RedisDeadlines {
  /** Opening a connection; then the next attempt begins. */
  connect: number;
  /** A command. When it fires: the command fails, and its connection is replaced. */
  command: number;
  /** Silence after which a connection is probed. */
  keepAlive: number;
}

export interface Deadlines {
  database: DatabaseDeadlines;
  redis: RedisDeadlines;
  ably: {
    /** A publish. When it fires: the relay publishes again under the same id. */
    publish: number;
    /** A request such as one for presence or the time. When it fires: presence is unknown, 503 for typing. */
    request: number;
  };
  storage: {
    /** Opening a connection to S3. */
    connect: number;
    /** Silence of S3 within a request. When it fires: the upload or download is answered with 503. */
    idle: number;
  };
  /** Silence of the ClamAV daemon. When it fires: the file waits, and the worker scans it again. */
  clamd: number;
  /** A request to a push service. When it fires: the push is tried again later. */
  push: number;
  shutdown: {
    /** Readiness is down and requests are still served, so that load balancers can leave. */
    drain: number;
    /** The whole shutdown; then the process exits with 1. */
    limit: number;
  };
}

export const deadlineFields = {
  DATABASE_CONNECT_TIMEOUT: duration('PT3S').describe(
    'How long opening a PostgreSQL connection may take: three seconds bridge one lost packet.',
  ),
  DATABASE_POOL_TIMEOUT: duration('PT8S').describe(
    'How long a request waits for a free connection before 503: under load, late is better than an ' +
      'error, but no one waits ten seconds.',
  ),
  DATABASE_STATEMENT_TIMEOUT: duration('PT5S').describe(
    'How long a statement may run. Every statement is indexed and takes milliseconds; a longer one ' +
      'is stuck and holds locks.',
  ),
  DATABASE_LONG_STATEMENT_TIMEOUT: duration('PT1M').describe(
    'How long a statement of an erasure may run: it deletes any number of rows.',
  ),
  DATABASE_LOCK_TIMEOUT: duration('PT2S').describe(
    'How long a statement waits for a lock: transactions take milliseconds, so the holder is frozen.',
  ),
  DATABASE_IDLE_TRANSACTION_TIMEOUT: duration('PT2S').describe(
    'How long a process may pause within a transaction before PostgreSQL ends it and frees its locks; ' +
      'longer than any pause of a healthy process, and short enough for another worker to open a ' +
      'session within three seconds.',
  ),
  DATABASE_QUERY_TIMEOUT: duration('PT6S').describe(
    'How long the client waits for the answer to a statement; longer than the statement timeout, so ' +
      'it fires only when the server cannot be reached.',
  ),
  DATABASE_KEEPALIVE: duration('PT5S').describe(
    'Silence after which TCP probes a PostgreSQL connection, by client and server. A vanished peer is ' +
      'found five to ten seconds later, and its locks are freed.',
  ),
  REDIS_CONNECT_TIMEOUT: duration('PT2S').describe(
    'How long opening a Redis connection may take before the next attempt.',
  ),
  REDIS_COMMAND_TIMEOUT: duration('PT1S').describe(
    'How long a Redis command may take; commands take less than a millisecond. Then Redis counts as ' +
      'unavailable until a new connection answers.',
  ),
  REDIS_KEEPALIVE: duration('PT5S').describe(
    'Silence after which a Redis connection is probed, by TCP and, for subscribers, by `PING`.',
  ),
  ABLY_PUBLISH_TIMEOUT: duration('PT5S').describe(
    'How long a publish to Ably may take; then it is repeated under the same id.',
  ),
  ABLY_REQUEST_TIMEOUT: duration('PT4S').describe(
    'How long any other request to Ably may take, retries with other hosts included.',
  ),
  STORAGE_CONNECT_TIMEOUT: duration('PT3S').describe('How long connecting to S3 may take.'),
  STORAGE_IDLE_TIMEOUT: duration('PT15S').describe(
    'Silence of S3 within a request after which it fails; a large file that still moves is not cut.',
  ),
  CLAMD_TIMEOUT: duration('PT30S').describe(
    'Silence of the ClamAV daemon after which a scan fails and is repeated; the largest files take ' +
      'seconds.',
  ),
  PUSH_TIMEOUT: duration('PT10S').describe(
    'How long a request to a push service may take; the push is then sent again later.',
  ),
  SHUTDOWN_DRAIN: duration('PT2S').describe(
    'How long `/readyz` answers 503 while requests are still served, before the API closes; longer ' +
      'than the check interval of the load balancer. `PT0S` without one.',
  ),
  SHUTDOWN_TIMEOUT: duration('PT10S').describe(
    'How long a shutdown may take after the drain; then the process exits with 1.',
  ),
};
type DeadlineEnv = z.infer<z.ZodObject<typeof deadlineFields>>;

/** All but the drain must be set: 0 means no deadline to most drivers. */
export function deadlineFaults(env: Partial<DeadlineEnv>): string[] {
  const names = Object.keys(deadlineFields) as (keyof DeadlineEnv)[];
  const faults = names
    .filter((name) => env[name] === 0 && name !== 'SHUTDOWN_DRAIN')
    .map((name) => `${name}: must be longer than PT0S`);
  const { DATABASE_STATEMENT_TIMEOUT: statement, DATABASE_QUERY_TIMEOUT: query } = env;
  if (statement !== undefined && query !== undefined && statement >= query) {
    faults.push('DATABASE_STATEMENT_TIMEOUT: must be shorter than DATABASE_QUERY_TIMEOUT');
  }
  return faults;
}

export function toDeadlines(env: DeadlineEnv): Deadlines {
  return {
    database: {
      connect: env.DATABASE_CONNECT_TIMEOUT,
      pool: env.DATABASE_POOL_TIMEOUT,
      statement: env.DATABASE_STATEMENT_TIMEOUT,
      longStatement: env.DATABASE_LONG_STATEMENT_TIMEOUT,
      lock: env.DATABASE_LOCK_TIMEOUT,
      idleTransaction: env.DATABASE_IDLE_TRANSACTION_TIMEOUT,
      query: env.DATABASE_QUERY_TIMEOUT,
      keepAlive: env.DATABASE_KEEPALIVE,
    },
    redis: {
      connect: env.REDIS_CONNECT_TIMEOUT,
      command: env.REDIS_COMMAND_TIMEOUT,
      keepAlive: env.REDIS_KEEPALIVE,
    },
    ably: { publish: env.ABLY_PUBLISH_TIMEOUT, request: env.ABLY_REQUEST_TIMEOUT },
    storage: { connect: env.STORAGE_CONNECT_TIMEOUT, idle: env.STORAGE_IDLE_TIMEOUT },
    clamd: env.CLAMD_TIMEOUT,
    push: env.PUSH_TIMEOUT,
    shutdown: { drain: env.SHUTDOWN_DRAIN, limit: env.SHUTDOWN_TIMEOUT },
  };
}
