import type { z } from 'zod';
import type { teamHealthResponse } from '../../../src/api/team/team-schemas';
import { SessionHarness } from '../../support/harness/session-harness';
import type { TestSession } from '../../support/harness/session-harness';
import type { ApiResponse } from '../../support/harness/test-system';

const MINUTE = 60_000;
type Health = z.output<typeof teamHealthResponse>;

describe('the health of the whole', () => {
  let stage: SessionHarness;
  beforeEach(async () => {
    stage = await SessionHarness.start();
  });
  afterEach(() => stage.stop());

  const ask = (query = ''): Promise<ApiResponse<Health>> =>
    stage.system.call('GET', `/api/v1/team/health${query}`, { as: stage.team });
  const figures = async (query = ''): Promise<NonNullable<Health['figures']>> => {
    const { figures: told } = (await ask(query)).body.data;
    if (!told) throw new Error('No figures');
    return told;
  };
  /** Lets a step happen so many milliseconds late. */
  const late = async (ms: number, booked?: TestSession): Promise<void> => {
    const session = booked ?? (await stage.book());
    stage.clock.set(session.startsAt - 10 * MINUTE + ms);
    await stage.promoteStep(session, 'initial-message');
    await stage.waitForOutcome(session, 'initial-message');
  };

  it('names every part as /readyz does', async () => {
    const { data } = (await ask()).body;
    const readyz = await stage.system.call('GET', '/readyz');
    expect(data.parts).toEqual((readyz.body as unknown as { checks: unknown }).checks);
    expect(data.parts).toMatchObject({ database: 'ok', redis: 'ok', ably: 'ok' });
    expect(data.checkedAt).toBe(new Date(stage.clock.now()).toISOString());
  });

  it('tells how late each step was: how many, the middle, the worst of twenty, the worst', async () => {
    const sessions = [];
    for (let count = 0; count < 4; count += 1) sessions.push(await stage.book());
    for (const [index, ms] of [0, 100, 200, 1_000].entries()) await late(ms, sessions[index]);
    const { lateness, hours } = await figures();
    expect(hours).toBe(24);
    expect(lateness).toEqual([
      { step: 'initial-message', count: 4, medianMs: 150, p95Ms: 880, maxMs: 1_000 },
      { step: 'enable-chat', count: 0, medianMs: null, p95Ms: null, maxMs: null },
      { step: 'end-button', count: 0, medianMs: null, p95Ms: null, maxMs: null },
      { step: 'auto-end', count: 0, medianMs: null, p95Ms: null, maxMs: null },
    ]);
  });

  it('looks back as far as it is asked to', async () => {
    await late(300);
    stage.clock.advance(90 * MINUTE);
    await late(100);
    const counted = async (query: string) => (await figures(query)).lateness[0]?.count;
    expect(await counted('?hours=1')).toBe(1);
    expect(await counted('?hours=2')).toBe(1);
    expect(await counted('?hours=4')).toBe(2);
    for (const hours of ['0', '169', 'x']) {
      expect((await ask(`?hours=${hours}`)).body.code).toBe('invalid-input');
    }
  });

  it('leaves out what the team did by hand', async () => {
    const session = await stage.book();
    await stage.teamAction('start', session.sessionId);
    const { lateness, stepsPerMinute } = await figures();
    expect(lateness.every(({ count }) => count === 0)).toBe(true);
    expect(stepsPerMinute.at(-1)?.count).toBe(1);
  });

  it('tells the steps of each minute of the last hour', async () => {
    await stage.createSession('active');
    const { stepsPerMinute } = await figures();
    const now = Math.floor(stage.clock.now() / MINUTE) * MINUTE;
    expect(stepsPerMinute).toHaveLength(60);
    expect(stepsPerMinute.at(-1)).toEqual({ minute: new Date(now).toISOString(), count: 1 });
    expect(stepsPerMinute.at(-11)).toEqual({
      minute: new Date(now - 10 * MINUTE).toISOString(),
      count: 1,
    });
    expect(stepsPerMinute.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });
});
