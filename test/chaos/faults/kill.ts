import { targetOf, untilDatabaseIsUp, untilRedisIsUp } from './fault';
import type { Fault } from './fault';

/*
 * kill -9. A supervisor starts the process again about a second later.
 */

export const killApi: Fault = async ({ apis }, planned) => {
  const { process } = targetOf(apis, planned);
  process.kill();
  await process.whenReady();
};

export const killWorker: Fault = async ({ workers }, planned) => {
  const { process } = targetOf(workers, planned);
  process.kill();
  await process.whenReady();
};

export const killAbly: Fault = async ({ ably }) => {
  ably.kill();
  await ably.whenReady();
};

export const killPostgres: Fault = async (system) => {
  system.postgres.kill();
  await untilDatabaseIsUp(system);
};

export const killRedis: Fault = async (system) => {
  system.redis.kill();
  await untilRedisIsUp(system);
};
