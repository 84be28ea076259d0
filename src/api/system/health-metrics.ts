import type { Registry } from 'prom-client';
import { PROBLEM_CODES } from '../../health/health';
import type { Health, WorkerHealth } from '../../health/health';
import { collectedGauge } from '../../metrics/collected-gauge';

interface HealthSource {
  check(): Promise<Health>;
}

const seconds = (ms: number): number => ms / 1_000;

type AddGauge = (
  name: string,
  about: { help: string; label: string },
  read: (found: Health) => Record<string, number | null>,
) => void;

/** What `/readyz` finds, as metrics; the same check serves both. */
export function registerHealthMetrics(registry: Registry, health: HealthSource): void {
  const gauge: AddGauge = (name, { help, label }, read) => {
    const known = async (): Promise<Record<string, number>> => {
      const entries = Object.entries(read(await health.check()));
      return Object.fromEntries(entries.filter((one): one is [string, number] => one[1] !== null));
    };
    collectedGauge(registry, { name, help, label, read: known });
  };
  systemGauges(gauge);
  stepGauges(gauge);
  workerGauges(gauge);
}

function systemGauges(gauge: AddGauge): void {
  gauge(
    'health_problems',
    { help: 'Reasons why the system is degraded, by code', label: 'code' },
    ({ problems }) =>
      Object.fromEntries(
        PROBLEM_CODES.map((code) => [code, problems.filter((one) => one.code === code).length]),
      ),
  );
  gauge(
    'clock_ahead_seconds',
    { help: "How far a clock is ahead of the database's", label: 'of' },
    ({ clockDifferenceMs, ablyClockDifferenceMs }) => ({
      api: seconds(clockDifferenceMs),
      ably: ablyClockDifferenceMs === null ? null : seconds(ablyClockDifferenceMs),
    }),
  );
  gauge(
    'redis_memory_bytes',
    { help: 'Memory that Redis uses, and its limit, if it has one', label: 'kind' },
    ({ redis }) => ({ used: redis?.usedBytes ?? null, max: redis?.maxBytes ?? null }),
  );
}

function stepGauges(gauge: AddGauge): void {
  gauge(
    'session_steps',
    { help: 'Session steps by state', label: 'state' },
    ({ overdueSteps }) => ({ overdue: overdueSteps?.count ?? null }),
  );
  gauge(
    'session_steps_oldest_seconds',
    { help: 'For how long the oldest session step has been in a state', label: 'state' },
    ({ overdueSteps }) => ({ overdue: overdueSteps && seconds(overdueSteps.oldestMs ?? 0) }),
  );
}

function workerGauges(gauge: AddGauge): void {
  const byWorker = (
    workers: WorkerHealth[] | null,
    read: (worker: WorkerHealth) => number,
  ): Record<string, number> =>
    Object.fromEntries((workers ?? []).map((worker) => [worker.workerId, read(worker)]));
  gauge(
    'worker_silence_seconds',
    { help: 'Time since the last heartbeat of a worker', label: 'worker' },
    ({ workers }) => byWorker(workers, ({ silentMs }) => seconds(silentMs)),
  );
  gauge(
    'worker_leased_shards',
    { help: 'Parts of the outbox that a worker delivers', label: 'worker' },
    ({ workers }) =>
      byWorker(workers, ({ leases }) => leases.flatMap(({ shards }) => shards).length),
  );
  gauge(
    'worker_loop_late_seconds',
    {
      help: 'How far a loop is behind its interval, of the worker where it is worst',
      label: 'loop',
    },
    ({ workers }) => worstLoops(workers ?? []),
  );
}

function worstLoops(workers: WorkerHealth[]): Record<string, number> {
  const worst: Record<string, number> = {};
  for (const { name, ageMs, intervalMs } of workers.flatMap(({ loops }) => loops)) {
    worst[name] = Math.max(worst[name] ?? 0, seconds(ageMs - intervalMs));
  }
  return worst;
}
