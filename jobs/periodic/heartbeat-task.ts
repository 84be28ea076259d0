import type { Context } from '../../src/context';
import { recordOutage } from '../../src/workers/outage-repository';
import { recordHeartbeat } from '../../src/workers/worker-repository';
import { loopHeartbeats } from '../watchdog/watched-loop';
import type { WatchedLoop } from '../watchdog/watched-loop';
import { PeriodicTask } from './periodic-task';

const INTERVAL_MS = 2_000;

interface HeartbeatOptions {
  workerId: string;
  /** The owner of its outbox leases. */
  leaseOwner: string;
  loops: readonly WatchedLoop[];
}

/** Writes the worker's heartbeat: last round of each loop, owner of its leases. */
export function heartbeatTask(
  context: Context,
  { workerId, leaseOwner, loops }: HeartbeatOptions,
): PeriodicTask {
  const { db, config, logger } = context;
  const { manager } = db.source;
  const { workerOutage } = config.rules;
  let beatAt = -Infinity;
  const beat = async (): Promise<void> => {
    if (performance.now() - beatAt > workerOutage) {
      const outage = await recordOutage(manager, workerOutage);
      if (outage) logger.warn(outage, 'No worker ran; absences of participants do not count');
    }
    await recordHeartbeat(manager, {
      workerId,
      leaseOwner,
      clockDifferenceMs: Math.round(context.clockDifference()),
      loops: loopHeartbeats(loops, config.health.loop),
    });
    beatAt = performance.now();
  };
  return new PeriodicTask(
    { name: 'heartbeat', intervalMs: INTERVAL_MS, immediately: true, run: beat },
    logger,
  );
}
