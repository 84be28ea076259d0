import type { EntityManager } from 'typeorm';

const HEARTBEAT_TIMEOUT = '10 seconds';

/** Notes that a worker lives, and forgets those silent for a day. */
export async function recordHeartbeat(manager: EntityManager, workerId: string): Promise<void> {
  await manager.query(
    `WITH gone AS (DELETE FROM worker_heartbeats WHERE beat_at < now() - interval '1 day')
     INSERT INTO worker_heartbeats (worker_id, beat_at) VALUES ($1, now())
     ON CONFLICT (worker_id) DO UPDATE SET beat_at = now()`,
    [workerId],
  );
}

/** Whether any worker gave a sign of life in the last ten seconds. */
export async function isWorkerAlive(manager: EntityManager): Promise<boolean> {
  const [row] = await manager.query<{ alive: boolean }[]>(
    `SELECT EXISTS (SELECT FROM worker_heartbeats
       WHERE beat_at > now() - interval '${HEARTBEAT_TIMEOUT}') AS alive`,
  );
  return row?.alive === true;
}
