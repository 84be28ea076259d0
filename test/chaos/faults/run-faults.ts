import { setTimeout as pause } from 'node:timers/promises';
import type { FaultKind } from '../plan/fault-kinds';
import { LAST_FAULT_MS } from '../plan/plan-faults';
import type { PlannedFault } from '../plan/plan-faults';
import type { ChaosSystem } from '../system/chaos-system';
import { FAULT_OF, obstacleTo } from './faults';

/** A fault that happened; times in milliseconds since the epoch. */
export interface PastFault {
  kind: FaultKind;
  from: number;
  /** When what it hit was back. */
  to: number;
}

export interface FaultRun {
  begunAt: number;
  past: PastFault[];
  /** Kinds that this machine cannot make, with the reason. */
  skipped: Map<FaultKind, string>;
}

interface RunDeps {
  /** The end of the run. */
  until: number;
  signal: AbortSignal;
  log: (line: string) => void;
}

/** Runs the plan; the calm before a skipped fault is kept, and so is its time. */
export async function runFaults(
  system: ChaosSystem,
  plan: readonly PlannedFault[],
  { until, signal, log }: RunDeps,
): Promise<FaultRun> {
  const run: FaultRun = { begunAt: Date.now(), past: [], skipped: new Map() };
  for (const [index, planned] of plan.entries()) {
    await pause(planned.calm, undefined, { signal });
    if (Date.now() > until - LAST_FAULT_MS) {
      const left = plan.slice(index).map(({ kind }) => kind);
      log(`The machine was too slow for the last faults of the plan: ${left.join(', ')}`);
      return run;
    }
    const obstacle = obstacleTo(planned.kind, system);
    if (obstacle !== undefined) {
      run.skipped.set(planned.kind, obstacle);
      log(`${planned.kind} is skipped: ${obstacle}`);
      await pause(planned.lasts, undefined, { signal });
      continue;
    }
    log(`${planned.kind} (${planned.target}) …`);
    const from = Date.now();
    await FAULT_OF[planned.kind](system, planned);
    run.past.push({ kind: planned.kind, from, to: Date.now() });
    log(`${planned.kind} is over after ${Math.round((Date.now() - from) / 100) / 10} s`);
    signal.throwIfAborted();
  }
  return run;
}
