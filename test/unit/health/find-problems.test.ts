import { loadConfig } from '../../../src/config/config';
import { findProblems } from '../../../src/health/find-problems';
import { PROBLEM_CODES } from '../../../src/health/health';
import type { HealthFacts, ProblemCode, WorkerHealth } from '../../../src/health/health';

const { health: LIMITS } = loadConfig({}).config;

const DAY_MS = 86_400_000;
const LOOP = { name: 'relay-feed', ageMs: 900, intervalMs: 1_000, limitMs: 15_000 };
const WORKER: WorkerHealth = {
  workerId: 'worker-a-1',
  silentMs: 1_500,
  clockDifferenceMs: 3,
  loops: [LOOP],
  leases: [{ destination: 'feed', shards: [0, 1, 2, 3] }],
};
const HEALTHY: HealthFacts = {
  isDatabaseUp: true,
  redis: { usedBytes: 10, maxBytes: 100, refusal: null },
  ablyClockDifferenceMs: 20,
  clockDifferenceMs: -5,
  workers: [WORKER],
  unledMs: null,
  deliveries: [
    { destination: 'realtime', oldestMs: 40 },
    { destination: 'feed', oldestMs: null },
  ],
  overdueSteps: { count: 0, oldestMs: null },
  hasTeam: true,
  masterKeys: { isMissing: false, ageMs: 29 * DAY_MS },
};

const codesOf = (more: Partial<HealthFacts>): ProblemCode[] =>
  findProblems({ ...HEALTHY, ...more }, LIMITS).map(({ code }) => code);

/** Facts with one problem, and facts within its limit. */
const CASES: [ProblemCode, Partial<HealthFacts>, Partial<HealthFacts>][] = [
  ['database-failing', { isDatabaseUp: false, workers: null }, {}],
  [
    'master-key-missing',
    { masterKeys: { isMissing: true, ageMs: null } },
    { masterKeys: { isMissing: false, ageMs: null } },
  ],
  [
    'master-key-old',
    { masterKeys: { isMissing: false, ageMs: 30 * DAY_MS + 1 } },
    { masterKeys: { isMissing: false, ageMs: 30 * DAY_MS } },
  ],
  ['team-missing', { hasTeam: false }, { hasTeam: null }],
  ['redis-failing', { redis: null }, {}],
  [
    'redis-refuses-writes',
    { redis: { usedBytes: 100, maxBytes: 100, refusal: 'OOM' } },
    { redis: { usedBytes: 10, maxBytes: null, refusal: null } },
  ],
  [
    'redis-nearly-full',
    { redis: { usedBytes: 90, maxBytes: 100, refusal: null } },
    { redis: { usedBytes: 89, maxBytes: 100, refusal: null } },
  ],
  ['ably-failing', { ablyClockDifferenceMs: null }, {}],
  ['worker-missing', { workers: [] }, {}],
  [
    'worker-silent',
    { workers: [WORKER, { ...WORKER, workerId: 'worker-b-1', silentMs: 10_001 }] },
    { workers: [{ ...WORKER, silentMs: 10_000 }] },
  ],
  [
    'loop-stalled',
    { workers: [{ ...WORKER, loops: [{ ...LOOP, ageMs: 16_001 }] }] },
    { workers: [{ ...WORKER, loops: [{ ...LOOP, ageMs: 16_000 }] }] },
  ],
  ['shard-without-worker', { unledMs: 10_001 }, { unledMs: 10_000 }],
  [
    'delivery-late',
    { deliveries: [{ destination: 'timers', oldestMs: 30_001 }] },
    { deliveries: [{ destination: 'timers', oldestMs: 30_000 }] },
  ],
  [
    'steps-overdue',
    { overdueSteps: { count: 2, oldestMs: 15_001 } },
    { overdueSteps: { count: 2, oldestMs: 15_000 } },
  ],
  ['clock-differs', { clockDifferenceMs: -2_001 }, { clockDifferenceMs: -2_000 }],
  ['ably-clock-differs', { ablyClockDifferenceMs: 60_001 }, { ablyClockDifferenceMs: 60_000 }],
];

describe('the problems of the system', () => {
  it('are none while everything is within its limits', () => {
    expect(codesOf({})).toEqual([]);
  });

  it.each(CASES)('contain %s beyond its limit, not at it', (code, beyond, within) => {
    expect(codesOf(beyond)).toEqual([code]);
    expect(codesOf(within)).toEqual([]);
  });

  it('have a test each', () => {
    expect(CASES.map(([code]) => code)).toEqual(expect.arrayContaining([...PROBLEM_CODES]));
  });

  it('name the loop of a worker that sends heartbeats, and only the silence of one that does not', () => {
    const loops = [{ ...LOOP, ageMs: 60_000 }];
    const [stalled] = findProblems({ ...HEALTHY, workers: [{ ...WORKER, loops }] }, LIMITS);
    expect(stalled).toMatchObject({ subject: 'relay-feed', value: 60_000, limit: 16_000 });
    const silent = { ...WORKER, silentMs: 60_000, loops };
    expect(codesOf({ workers: [silent] })).toEqual(['worker-missing', 'worker-silent']);
  });

  it('contain the clock of a worker', () => {
    const workers = [{ ...WORKER, clockDifferenceMs: 90_000 }];
    const [problem] = findProblems({ ...HEALTHY, workers }, LIMITS);
    expect(problem).toMatchObject({ code: 'clock-differs', subject: 'worker-a-1' });
  });

  it('tell anyone no name of a worker', () => {
    for (const [, beyond] of CASES) {
      const messages = findProblems({ ...HEALTHY, ...beyond }, LIMITS).map((one) => one.message);
      expect(messages.filter((message) => message.includes('worker-'))).toEqual([]);
    }
  });
});
