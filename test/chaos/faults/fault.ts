import { setTimeout as pause } from 'node:timers/promises';
import type { TcpProxy } from '../../support/servers/tcp-proxy';
import { waitFor } from '../../support/harness/wait-for';
import type { PlannedFault } from '../plan/plan-faults';
import type { ChaosSystem, Role } from '../system/chaos-system';
import type { Service } from '../system/links';

/** Makes a fault and resolves when it is over and what it hit is back. */
export type Fault = (system: ChaosSystem, planned: PlannedFault) => Promise<void>;

const BACK_LIMIT_MS = 120_000;

const rolesOf = ({ apis, workers }: ChaosSystem): Role[] => [...apis, ...workers];

/** One of two: the plan says which. */
export function targetOf<Item>(twins: readonly Item[], { target }: PlannedFault): Item {
  const found = twins[target];
  if (found === undefined) throw new Error(`There is no number ${target}`);
  return found;
}

/** All proxies to a service, those of clients included. */
export function proxiesTo(system: ChaosSystem, service: Service): TcpProxy[] {
  const proxies = rolesOf(system).map(({ links }) => links[service]);
  return service === 'ably' ? [...proxies, system.clientAblyProxy] : proxies;
}

export const whileItLasts = ({ lasts }: PlannedFault): Promise<void> => pause(lasts);

export async function untilDatabaseIsUp({ postgres }: ChaosSystem): Promise<void> {
  await waitFor('the database', () => postgres.isUp(), BACK_LIMIT_MS);
}

export async function untilRedisIsUp({ redis }: ChaosSystem): Promise<void> {
  await waitFor('Redis', () => redis.isRunning, BACK_LIMIT_MS);
}
