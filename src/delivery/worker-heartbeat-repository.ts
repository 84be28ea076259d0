import { Raw } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { WorkerHeartbeat } from '../database/entities/delivery/worker-heartbeat';

const HEARTBEAT_TIMEOUT = '10 seconds';

/** Also deletes workers without a heartbeat for a day. */
export async function recordHeartbeat(manager: EntityManager, workerId: string): Promise<void> {
  await manager.upsert(WorkerHeartbeat, { workerId, beatAt: () => 'now()' }, ['workerId']);
  await manager.delete(WorkerHeartbeat, {
    beatAt: Raw((column) => `${column} < now() - interval '1 day'`),
  });
}

export function isWorkerAlive(manager: EntityManager): Promise<boolean> {
  return manager.existsBy(WorkerHeartbeat, {
    beatAt: Raw((column) => `${column} > now() - interval '${HEARTBEAT_TIMEOUT}'`),
  });
}
