import type { Db } from '../../src/database/db';
import { recordHeartbeat } from '../../src/delivery/worker-heartbeat-repository';

const HEARTBEAT_INTERVAL_MS = 2_000;

/** Signs of life of this worker, for the readiness check; returns what stops them. */
export function startHeartbeat(db: Db, workerId: string): () => void {
  const beat = () => {
    recordHeartbeat(db.source.manager, workerId).catch(() => undefined);
  };
  beat();
  const timer = setInterval(beat, HEARTBEAT_INTERVAL_MS);
  return () => clearInterval(timer);
}
