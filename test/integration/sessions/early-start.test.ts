import { SessionHarness } from '../../support/harness/session-harness';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('a session that the team opens early', () => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start('2025-08-10T00:00:00Z', { EARLY_START: 'PT15M' });
  });
  afterAll(() => harness.stop());

  it('opens at most 15 minutes before its start, so that no nearer one waits for it', async () => {
    const far = await harness.book({ startsIn: 21 * DAY });
    const near = await harness.book({ client: far.client, startsIn: 60 * MINUTE });
    const refused = await harness.teamAction('start', far.sessionId);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      code: 'start-too-early',
      details: { earliest: new Date(far.startsAt - 15 * MINUTE).toISOString() },
    });
    await harness.runStep(near, 'initial-message');
    await harness.runStep(near, 'enable-chat');
    expect((await harness.getSession(near)).status).toBe('active');
  });

  it('opens from 15 minutes before its start', async () => {
    const session = await harness.book({ startsIn: 60 * MINUTE });
    harness.clock.set(session.startsAt - 15 * MINUTE - 1);
    expect((await harness.teamAction('start', session.sessionId)).status).toBe(409);
    harness.clock.set(session.startsAt - 15 * MINUTE);
    expect((await harness.teamAction('start', session.sessionId)).status).toBe(200);
  });
});
