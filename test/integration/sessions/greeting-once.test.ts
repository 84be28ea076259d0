import { SessionHarness } from '../../support/harness/session-harness';
import { INITIAL_MESSAGE } from '../../support/contracts/contract-texts';

const MINUTE = 60_000;

describe('the greeting of a rescheduled session', () => {
  let harness: SessionHarness;
  beforeAll(async () => {
    harness = await SessionHarness.start();
  });
  afterAll(() => harness.stop());

  it.each([
    ['to within ten minutes', 4 * MINUTE, [INITIAL_MESSAGE]],
    ['to the next day', 24 * 60 * MINUTE, [INITIAL_MESSAGE, INITIAL_MESSAGE]],
  ])('is sent as often as needed when it is moved %s', async (_, by, expected) => {
    const session = await harness.createSession('greeted');
    const times = { startsAt: session.startsAt + by, endsAt: session.endsAt + by };
    const { status } = await harness.reschedule(session, session.client, times);
    expect(status).toBe(200);
    harness.clock.set(times.startsAt - 9 * MINUTE);
    await harness.waitForOutcome(session, 'initial-message');
    expect(await harness.texts(session)).toEqual(expected);
  });
});
