import { createDataSource } from '../ormconfig';
import { loadConfig } from '../src/config/config';
import { processName, readEnv } from '../src/config/env';
import { readWorkers } from '../src/workers/worker-repository';
import type { WorkerState } from '../src/workers/worker-repository';
import { endFrozenProcess } from './watchdog/end-frozen-process';

/*
 * The health command of the worker, for the container that runs one: exits with 0 when the worker of
 * this host sends heartbeats and all of its loops complete their rounds in time, else with 1 and the
 * reason.
 * `--end-frozen` also ends a worker that has been silent for `WATCHDOG_LOOP`, so that its container
 * restarts it: one that is stopped as a whole cannot end itself.
 */

async function main(): Promise<void> {
  const { config } = loadConfig(readEnv(), { tokens: false });
  const { database } = config.deadlines;
  const source = createDataSource(config.databaseUrl ?? '', 1, database);
  await source.initialize();
  try {
    const worker = newestOf(await readWorkers(source.manager));
    const fault = worker ? faultOf(worker, config.health.workerSilence) : 'no worker of this host';
    if (worker && process.argv.includes('--end-frozen') && worker.silentMs > config.watchdog.loop) {
      endFrozenProcess(pidOf(worker), worker.silentMs);
    }
    process.stdout.write(`${fault ?? 'healthy'}\n`);
    process.exitCode = fault === undefined ? 0 : 1;
  } finally {
    await source.destroy();
  }
}

/** The worker of this host: an earlier process of the container may have left its heartbeat. */
function newestOf(workers: WorkerState[]): WorkerState | undefined {
  const prefix = processName('worker').replace(/\d+$/, '');
  return workers
    .filter(({ workerId }) => workerId.startsWith(prefix))
    .sort((a, b) => a.silentMs - b.silentMs)[0];
}

function pidOf({ workerId }: WorkerState): number {
  return Number(workerId.slice(workerId.lastIndexOf('-') + 1));
}

function faultOf({ silentMs, loops }: WorkerState, limitMs: number): string | undefined {
  if (silentMs > limitMs) return `no heartbeat for ${Math.round(silentMs)} ms`;
  const stalled = loops.filter((loop) => loop.ageMs > loop.intervalMs + loop.limitMs);
  if (stalled.length === 0) return undefined;
  return stalled.map(({ name, ageMs }) => `loop ${name}: ${Math.round(ageMs)} ms ago`).join(', ');
}

main().catch((error: unknown) => {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
