import { LessThan, MoreThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { WorkerOutage } from '../database/entities/delivery/worker-outage';
import { findSilence } from './worker-repository';

/** A time in which no worker ran. */
export interface Outage {
  from: Date;
  until: Date;
}

/**
 * Records the time since the last heartbeat of any worker if it was longer than `limitMs`: to be called
 * before the first heartbeat of a worker that starts, was frozen or had no database.
 */
export async function recordOutage(
  manager: EntityManager,
  limitMs: number,
): Promise<Outage | undefined> {
  const outage = await findSilence(manager, limitMs);
  if (!outage) return undefined;
  await manager
    .createQueryBuilder()
    .insert()
    .into(WorkerOutage)
    .values({ startedAt: outage.from, endedAt: outage.until })
    .orIgnore()
    .execute();
  return outage;
}

/** The outages that overlap a time, oldest first; one that is about to end may be unrecorded yet. */
export async function findOutages(
  manager: EntityManager,
  { from, until }: Outage,
  limitMs: number,
): Promise<Outage[]> {
  const recorded = await manager.find(WorkerOutage, {
    where: { startedAt: LessThan(until), endedAt: MoreThan(from) },
    order: { startedAt: 'ASC' },
  });
  const outages = recorded.map(({ startedAt, endedAt }) => ({ from: startedAt, until: endedAt }));
  const present = await findSilence(manager, limitMs);
  return present && overlaps(present, { from, until }) ? [...outages, present] : outages;
}

export function overlaps(one: Outage, other: Outage): boolean {
  return one.from < other.until && one.until > other.from;
}
