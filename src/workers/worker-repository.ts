import { IsNull, Raw } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { WorkerHeartbeat } from '../database/entities/delivery/worker-heartbeat';
import type { LoopHeartbeat } from '../database/entities/delivery/worker-heartbeat';
import { selectRows } from '../database/select-rows';

/** A worker that ended without notice is reported for this long. */
const REPORTED_FOR = '1 hour';

export type Heartbeat = Pick<
  WorkerHeartbeat,
  'workerId' | 'leaseOwner' | 'clockDifferenceMs' | 'loops'
>;

/** Also deletes workers that are long gone. */
export async function recordHeartbeat(manager: EntityManager, beat: Heartbeat): Promise<void> {
  await manager.upsert(WorkerHeartbeat, { ...beat, beatAt: () => 'now()', stoppedAt: null }, [
    'workerId',
  ]);
  await manager.delete(WorkerHeartbeat, {
    beatAt: Raw((column) => `${column} < now() - interval '${REPORTED_FOR}'`),
  });
}

/** The worker stopped on request: its silence is no fault. */
export async function recordStopped(manager: EntityManager, workerId: string): Promise<void> {
  await manager.update(WorkerHeartbeat, { workerId }, { stoppedAt: () => 'now()' });
}

export interface WorkerState {
  workerId: string;
  leaseOwner: string | null;
  clockDifferenceMs: number | null;
  /** Since the last heartbeat. */
  silentMs: number;
  /** `ageMs` is as of now. */
  loops: LoopHeartbeat[];
}

/** Workers that run, or ended without notice less than an hour ago, by name. */
export async function readWorkers(manager: EntityManager): Promise<WorkerState[]> {
  const query = manager
    .createQueryBuilder(WorkerHeartbeat, 'worker')
    .where({ stoppedAt: IsNull() })
    .orderBy('worker.workerId');
  const rows = await selectRows<WorkerState>(query, {
    workerId: 'worker.workerId',
    leaseOwner: 'worker.leaseOwner',
    clockDifferenceMs: 'worker.clockDifferenceMs',
    silentMs: 'greatest(0, extract(epoch FROM now() - worker.beatAt) * 1000)::float8',
    loops: 'worker.loops',
  });
  return rows.map(({ loops, silentMs, ...worker }) => ({
    ...worker,
    silentMs,
    loops: loops.map((loop) => ({ ...loop, ageMs: loop.ageMs + silentMs })),
  }));
}

/** The last heartbeat of any worker, when it was longer ago than `limitMs`; the present time with it. */
export async function findSilence(
  manager: EntityManager,
  limitMs: number,
): Promise<{ from: Date; until: Date } | undefined> {
  const query = manager
    .createQueryBuilder(WorkerHeartbeat, 'worker')
    .having(`max(worker.beatAt) < now() - :limitMs * interval '1 millisecond'`, { limitMs });
  const [silence] = await selectRows<{ from: Date; until: Date }>(query, {
    from: 'max(worker.beatAt)',
    until: 'now()',
  });
  return silence;
}
