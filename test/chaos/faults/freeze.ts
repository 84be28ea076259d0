import { targetOf, whileItLasts } from './fault';
import type { Fault } from './fault';

/*
 * SIGSTOP, then SIGCONT. Each of the two workers holds the leases of half of the shards of every
 * destination, so freezing one freezes lease holders.
 */

export const freezeRedis: Fault = async ({ redis }, planned) => {
  redis.freeze();
  await whileItLasts(planned);
  redis.thaw();
};

export const freezeWorker: Fault = async ({ workers }, planned) => {
  const { process } = targetOf(workers, planned);
  process.freeze();
  await whileItLasts(planned);
  process.thaw();
};

export const freezeApi: Fault = async ({ apis }, planned) => {
  const { process } = targetOf(apis, planned);
  process.freeze();
  await whileItLasts(planned);
  process.thaw();
};
