import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient } from './clients/api-client';
import { runFaults } from './faults/run-faults';
import type { FaultRun } from './faults/run-faults';
import { checkInvariants } from './invariants/check-invariants';
import type { CheckedInvariant } from './invariants/check-invariants';
import { collectEvidence } from './invariants/collect-evidence';
import type { Evidence } from './invariants/evidence';
import { withUsers } from './load/create-users';
import type { LoadLog } from './load/load-log';
import { openRooms, runRoom } from './load/room-load';
import { runSession } from './load/session-load';
import type { ChaosOptions } from './options';
import { planFaults } from './plan/plan-faults';
import { planSessions } from './plan/plan-sessions';
import { exceededBounds, latenessByBounds, latenessByFault } from './report/lateness';
import {
  invariantLines,
  latenessTable,
  seconds,
  summaryOfRun,
  worstOfExceeded,
} from './report/report';
import type { ChaosSystem } from './system/chaos-system';

/** Steps and events that an outage delayed are done by then. */
const SETTLE_LIMIT_MS = 90_000;
const SETTLE_POLL_MS = 2_000;

interface RunDeps {
  signal: AbortSignal;
  log: (line: string) => void;
}

/** Runs load and faults on a started system; resolves with every invariant and its violations. */
export async function runChaos(
  system: ChaosSystem,
  options: ChaosOptions,
  deps: RunDeps,
): Promise<CheckedInvariant[]> {
  const log: LoadLog = { sent: [], subscribers: [], bookings: [], sessions: [], unbooked: [] };
  const stopping = new AbortController();
  const stopped = AbortSignal.any([deps.signal, stopping.signal]);
  const api = new ApiClient(system.url, stopped);
  const eventLoop = monitorEventLoopDelay();
  try {
    const load = await prepareLoad(system, options, { api, log });
    eventLoop.enable();
    const faultRun = await load(deps);
    const { evidence, checked } = await settle(system, { log, faultRun, signal: deps.signal });
    const rows = latenessByFault(evidence);
    checked.push({
      name: 'lateness is within its bounds',
      violations: exceededBounds(rows, options.slack),
    });
    deps.log(`\n${latenessTable(rows)}\n`);
    deps.log(`${latenessTable(latenessByBounds(evidence))}\n`);
    deps.log(worstOfExceeded(rows));
    deps.log(summaryOfRun(evidence, { unbooked: log.unbooked, skipped: faultRun.skipped }));
    deps.log(`the clients themselves paused for at most ${seconds(eventLoop.max / 1e6)}\n`);
    deps.log(invariantLines(checked));
    return checked;
  } finally {
    eventLoop.disable();
    for (const subscriber of log.subscribers) subscriber.close();
    stopping.abort();
  }
}

type Load = (deps: RunDeps) => Promise<FaultRun>;

/** Creates users and rooms; the returned function runs sessions, rooms and faults together. */
async function prepareLoad(
  system: ChaosSystem,
  { seed, sessions, minutes, freeze, faults }: ChaosOptions,
  { api, log }: { api: ApiClient; log: LoadLog },
): Promise<Load> {
  const durationMs = minutes * 60_000;
  const planned = planSessions(seed, sessions, durationMs);
  const freezeMs = freeze === undefined ? undefined : freeze * 1_000;
  const faultPlan = planFaults({ seed, durationMs, kinds: faults, freezeMs });
  const { rooms, participants } = await withUsers(system, async (users) => ({
    rooms: await openRooms(api, users, log),
    participants: await Promise.all(
      planned.map(async (plan) => ({
        plan,
        client: await users.create('client'),
        psychologist: await users.create('psychologist'),
      })),
    ),
  }));
  return async (deps) => {
    const begunAt = Date.now();
    const until = begunAt + durationMs;
    const isStopped = (): boolean => deps.signal.aborted;
    const [faultRun] = await Promise.all([
      runFaults(system, faultPlan, { ...deps, until }),
      pause(durationMs, undefined, { signal: deps.signal }),
      ...rooms.map((room) => runRoom(room, log, { until, isStopped })),
      ...participants.map((one, index) => {
        const name = `session-${index + 1}`;
        return runSession({ ...one, name, api, log, ablyPort: system.ablyPort, begunAt });
      }),
    ]);
    return faultRun;
  };
}

/** Waits until everything holds, at most for the limit: an outage may delay what is checked. */
async function settle(
  system: ChaosSystem,
  { log, faultRun, signal }: { log: LoadLog; faultRun: FaultRun; signal: AbortSignal },
): Promise<{ evidence: Evidence; checked: CheckedInvariant[] }> {
  const limit = Date.now() + SETTLE_LIMIT_MS;
  for (;;) {
    await pause(SETTLE_POLL_MS, undefined, { signal });
    const evidence = await collectEvidence(system, log, faultRun);
    const checked = checkInvariants(evidence);
    const holds = checked.every(({ violations }) => violations.length === 0);
    if (holds || Date.now() > limit) return { evidence, checked };
  }
}
