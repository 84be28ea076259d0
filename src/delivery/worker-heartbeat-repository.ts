import type { EntityManager } from 'typeorm';

const HEARTBEAT_TIMEOUT = '10 seconds';

/** Also deletes workers without a heartbeat for a day. */
export async function recordHeartbeat(manager: EntityManager, workerId: string): Promise<void> {
  await manager.query(
    `WITH expired AS (DELETE FROM worker_heartbeats WHERE beat_at < now() - interval '1 day')
     INSERT INTO worker_heartbeats (worker_id, beat_at) VALUES ($1, now())
     ON CONFLICT (worker_id) DO UPDATE SET beat_at = now()`,
    [workerId],
  );
}

export async function isWorkerAlive(manager: EntityManager): Promise<boolean> {
  const [row] = await manager.query<{ alive: boolean }[]>(
    `SELECT EXISTS (SELECT FROM worker_heartbeats
       WHERE beat_at > now() - interval '${HEARTBEAT_TIMEOUT}') AS alive`,
  );
  return row?.alive === true;
}
