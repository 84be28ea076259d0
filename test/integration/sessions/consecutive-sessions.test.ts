import { runDueSteps } from '../../../src/sessions/timeline/run-steps';
import { SessionHarness } from '../../support/harness/session-harness';

const HALF_HOUR = 30 * 60_000;

describe('two sessions of one client, one after the other', () => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start();
  });
  afterAll(() => harness.stop());

  it('end and open in one transaction, the end first', async () => {
    const first = await harness.book();
    const { client, psychologist } = first;
    const startsIn = first.endsAt - harness.clock.now();
    const second = await harness.book({ client, psychologist, startsIn, lasts: HALF_HOUR });
    for (const step of ['initial-message', 'enable-chat'] as const) {
      await harness.runStep(first, step);
    }
    await harness.runStep(second, 'initial-message');
    await harness.runStep(first, 'end-button');
    harness.clock.set(first.endsAt);

    const { sessions } = harness.system.context;
    const { settled, rejected } = await runDueSteps(sessions, { limit: 10, except: [] });
    expect(rejected).toEqual([]);
    expect(settled.map(({ sessionId, step }) => [sessionId, step])).toEqual([
      [first.sessionId, 'auto-end'],
      [second.sessionId, 'enable-chat'],
    ]);
    expect((await harness.getSession(first)).status).toBe('completed');
    expect((await harness.getSession(second)).status).toBe('active');
  });
});
