import type { Db } from '../src/db/db';
import { beatHeart } from '../src/outbox/worker-heartbeat';

const EVERY_MS = 2_000;

/** Signs of life of this worker, for the readiness check; returns what stops them. */
export function startHeartbeat(db: Db, workerId: string): () => void {
  const beat = () => {
    beatHeart(db.source.manager, workerId).catch(() => undefined);
  };
  beat();
  const timer = setInterval(beat, EVERY_MS);
  return () => clearInterval(timer);
}
