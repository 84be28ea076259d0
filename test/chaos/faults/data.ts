import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { proxiesTo, untilDatabaseIsUp, whileItLasts } from './fault';
import type { Fault } from './fault';

/*
 * Faults of data and clocks.
 */

export const flushRedis: Fault = async ({ redis }, planned) => {
  const client = new Redis(redis.port, '127.0.0.1');
  await client.flushall();
  client.disconnect();
  await whileItLasts(planned);
};

/** PostgreSQL cannot write; it may end. */
export const fillDisk: Fault = async (system, planned) => {
  system.disk.fill();
  await whileItLasts(planned);
  system.disk.empty();
  await untilDatabaseIsUp(system);
};

/** How far a standby is behind when it takes over. */
const COPY_AGE_MS = 3_000;

/** The database is replaced by an older copy, at another address, without RST. */
export const failOver: Fault = async (system) => {
  const copy = await system.postgres.copy();
  await pause(COPY_AGE_MS);
  const proxies = proxiesTo(system, 'postgres');
  for (const proxy of proxies) proxy.setMode('swallow');
  await system.postgres.failOver(copy);
  for (const proxy of proxies) {
    proxy.moveTo(system.postgres.port);
    proxy.setMode('forward');
  }
  await untilDatabaseIsUp(system);
};

/** The clock of the second worker jumps, and later jumps back. */
export function shiftClock(seconds: number): Fault {
  return async ({ clock }, planned) => {
    clock?.set(seconds);
    await whileItLasts(planned);
    clock?.set(0);
  };
}
