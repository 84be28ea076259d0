import type { z } from 'zod';
import type { teamHealthResponse } from '../../../src/api/team/team-schemas';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { ApiResponse } from '../../support/harness/test-system';

const MINUTE = 60_000;
type Health = z.output<typeof teamHealthResponse>;

describe('team health', () => {
  let harness: SessionHarness;
  beforeEach(async () => {
    harness = await SessionHarness.start();
  });
  afterEach(() => harness.stop());

  const getHealth = (query = ''): Promise<ApiResponse<Health>> =>
    harness.system.call('GET', `/api/v1/team/health${query}`, { as: harness.team });
  const readMetrics = async (query = ''): Promise<NonNullable<Health['figures']>> => {
    const { figures: metrics } = (await getHealth(query)).body.data;
    if (!metrics) throw new Error('No metrics');
    return metrics;
  };
  /** Runs a step this many milliseconds late. */
  const runStepLate = async (ms: number, booked?: TestSession): Promise<void> => {
    const session = booked ?? (await harness.book());
    harness.clock.set(session.startsAt - 10 * MINUTE + ms);
    await harness.promoteStep(session, 'initial-message');
    await harness.waitForOutcome(session, 'initial-message');
  };

  it('lists every component like /readyz', async () => {
    const { data } = (await getHealth()).body;
    const readyz = await harness.system.call('GET', '/readyz');
    expect(data.parts).toEqual((readyz.body as unknown as { checks: unknown }).checks);
    expect(data.parts).toMatchObject({ database: 'ok', redis: 'ok', ably: 'ok' });
    expect(data.checkedAt).toBe(new Date(harness.clock.now()).toISOString());
  });

  it('reports lateness per step: count, median, p95, maximum', async () => {
    const sessions = [];
    // A step that is due runs with the others, so these are due one after the other.
    for (let count = 0; count < 4; count += 1) {
      sessions.push(await harness.book({ startsIn: (60 + count) * MINUTE }));
    }
    for (const [index, ms] of [0, 100, 200, 1_000].entries())
      await runStepLate(ms, sessions[index]);
    const { lateness, hours } = await readMetrics();
    expect(hours).toBe(24);
    expect(lateness).toEqual([
      { step: 'initial-message', count: 4, medianMs: 150, p95Ms: 880, maxMs: 1_000 },
      { step: 'enable-chat', count: 0, medianMs: null, p95Ms: null, maxMs: null },
      { step: 'end-button', count: 0, medianMs: null, p95Ms: null, maxMs: null },
      { step: 'auto-end', count: 0, medianMs: null, p95Ms: null, maxMs: null },
    ]);
  });

  it('covers the requested hours', async () => {
    await runStepLate(300);
    harness.clock.advance(90 * MINUTE);
    await runStepLate(100);
    const counted = async (query: string) => (await readMetrics(query)).lateness[0]?.count;
    expect(await counted('?hours=1')).toBe(1);
    expect(await counted('?hours=2')).toBe(1);
    expect(await counted('?hours=4')).toBe(2);
    for (const hours of ['0', '169', 'x']) {
      expect((await getHealth(`?hours=${hours}`)).body.code).toBe('invalid-input');
    }
  });

  it('excludes manual steps', async () => {
    const session = await harness.book();
    await harness.teamAction('start', session.sessionId);
    const { lateness, stepsPerMinute } = await readMetrics();
    expect(lateness.every(({ count }) => count === 0)).toBe(true);
    expect(stepsPerMinute.at(-1)?.count).toBe(1);
  });

  it('reports steps per minute of the last hour', async () => {
    await harness.createSession('active');
    const { stepsPerMinute } = await readMetrics();
    const now = Math.floor(harness.clock.now() / MINUTE) * MINUTE;
    expect(stepsPerMinute).toHaveLength(60);
    expect(stepsPerMinute.at(-1)).toEqual({ minute: new Date(now).toISOString(), count: 1 });
    expect(stepsPerMinute.at(-11)).toEqual({
      minute: new Date(now - 10 * MINUTE).toISOString(),
      count: 1,
    });
    expect(stepsPerMinute.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });
});
