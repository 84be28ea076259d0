import type { HealthLimits } from '../config/health-config';
import type { HealthFacts, Problem, ProblemCode, WorkerHealth } from './health';

const DAY_MS = 86_400_000;

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

function problem(
  code: ProblemCode,
  message: string,
  { subject = null, value = null, limit = null }: Partial<Omit<Problem, 'code' | 'message'>> = {},
): Problem {
  return { code, subject, value: value === null ? null : Math.round(value), limit, message };
}

/** Everything that is beyond its limit, most severe first. */
export function findProblems(facts: HealthFacts, limits: HealthLimits): Problem[] {
  if (!facts.isDatabaseUp) {
    const message = 'The database does not answer: nothing can be read or saved';
    return [problem('database-failing', message), ...outsideProblems(facts, limits)];
  }
  return [
    ...keyProblems(facts, limits),
    ...teamProblems(facts),
    ...workerProblems(facts, limits),
    ...deliveryProblems(facts, limits),
    ...outsideProblems(facts, limits),
    ...clockProblems(facts, limits),
  ];
}

function keyProblems({ masterKeys }: HealthFacts, { keyAge: limit }: HealthLimits): Problem[] {
  const missing =
    'A master key of the database is not given to this process: restart it with all keys in use ' +
    '("Rotate the keys" in docs/operations.md)';
  const value = masterKeys?.ageMs ?? 0;
  const old =
    `A master key has been in use for ${Math.floor(value / DAY_MS)} days: until the keys are rotated, ` +
    'what was erased can be read in backups';
  return [
    masterKeys?.isMissing ? problem('master-key-missing', missing) : [],
    value > limit ? problem('master-key-old', old, { value, limit }) : [],
  ].flat();
}

function teamProblems({ hasTeam }: HealthFacts): Problem[] {
  const message = 'No team member can sign in: create one with the command `users create`';
  return hasTeam === false ? [problem('team-missing', message)] : [];
}

function workerProblems({ workers }: HealthFacts, limits: HealthLimits): Problem[] {
  if (!workers) return [];
  const limit = limits.workerSilence;
  const isSilent = ({ silentMs }: WorkerHealth): boolean => silentMs > limit;
  const silent = workers.filter(isSilent).map(({ workerId, silentMs }) =>
    problem('worker-silent', `A worker has sent no heartbeat for ${seconds(silentMs)}`, {
      subject: workerId,
      value: silentMs,
      limit,
    }),
  );
  const running = workers.filter((worker) => !isSilent(worker));
  const missing = 'No worker runs: sessions do not open or end';
  return [
    ...(running.length === 0 ? [problem('worker-missing', missing)] : []),
    ...silent,
    ...running.flatMap(loopProblems),
  ];
}

/** A silent worker is reported once, not per loop. */
function loopProblems({ loops }: WorkerHealth): Problem[] {
  return loops
    .filter(({ ageMs, intervalMs, limitMs }) => ageMs > intervalMs + limitMs)
    .map(({ name, ageMs, intervalMs, limitMs }) =>
      problem(
        'loop-stalled',
        `The loop ${name} of a worker completed its last round ${seconds(ageMs)} ago`,
        {
          subject: name,
          value: ageMs,
          limit: intervalMs + limitMs,
        },
      ),
    );
}

function deliveryProblems(
  { deliveries, overdueSteps, unledMs }: HealthFacts,
  limits: HealthLimits,
): Problem[] {
  const late = (deliveries ?? []).flatMap(({ destination: subject, oldestMs: value }) =>
    value === null || value <= limits.outbox
      ? []
      : problem('delivery-late', `An event for ${subject} has waited for ${seconds(value)}`, {
          subject,
          value,
          limit: limits.outbox,
        }),
  );
  const steps =
    overdueSteps && (overdueSteps.oldestMs ?? 0) > limits.step
      ? problem('steps-overdue', `${overdueSteps.count} session steps are overdue`, {
          value: overdueSteps.oldestMs,
          limit: limits.step,
        })
      : [];
  const undelivered =
    unledMs !== null && unledMs > limits.workerSilence
      ? problem('shard-without-worker', 'No worker delivers a part of the outbox', {
          value: unledMs,
          limit: limits.workerSilence,
        })
      : [];
  return [...late, steps, undelivered].flat();
}

function outsideProblems(
  { redis, ablyClockDifferenceMs }: HealthFacts,
  limits: HealthLimits,
): Problem[] {
  return [
    redis === null
      ? problem('redis-failing', 'Redis does not answer: steps may be a little late')
      : redisProblems(redis, limits),
    ablyClockDifferenceMs === null
      ? problem('ably-failing', 'Ably does not answer: messages are delivered once it recovers')
      : [],
  ].flat();
}

function redisProblems(
  { usedBytes, maxBytes, refusal }: NonNullable<HealthFacts['redis']>,
  { redisMemory: limit }: HealthLimits,
): Problem[] {
  const value = maxBytes === null ? 0 : (usedBytes / maxBytes) * 100;
  if (refusal !== null) {
    const message = `Redis refuses writes (${refusal}): steps may be a little late`;
    return [problem('redis-refuses-writes', message, { subject: refusal, value, limit })];
  }
  if (value < limit) return [];
  const message = `Redis uses ${Math.round(value)} percent of its memory`;
  return [problem('redis-nearly-full', message, { value, limit })];
}

function clockProblems(
  { clockDifferenceMs, ablyClockDifferenceMs, workers }: HealthFacts,
  limits: HealthLimits,
): Problem[] {
  const own = { subject: null, ms: clockDifferenceMs };
  const others = (workers ?? []).map((worker) => ({
    subject: worker.workerId,
    ms: worker.clockDifferenceMs ?? 0,
  }));
  const differing = [own, ...others].filter(({ ms }) => Math.abs(ms) > limits.clock);
  return [
    ...differing.map(({ subject, ms: value }) => {
      const message = `The clock of ${subject === null ? 'this API' : 'a worker'} differs from the database's by ${seconds(value)}`;
      return problem('clock-differs', message, { subject, value, limit: limits.clock });
    }),
    Math.abs(ablyClockDifferenceMs ?? 0) > limits.ablyClock
      ? problem(
          'ably-clock-differs',
          "The database's clock differs from Ably's: tokens may be refused",
          {
            value: ablyClockDifferenceMs,
            limit: limits.ablyClock,
          },
        )
      : [],
  ].flat();
}
