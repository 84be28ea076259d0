import { DOCUMENTED_STAGES, runScenario, usersAt } from '../../bench/hub/hub-scenario';
import type { ScenarioResult, Stage } from '../../bench/hub/hub-scenario';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { waitFor } from '../../support/harness/wait-for';

/** 1/40 of the document's eight minutes and 1/10 of its users; `npm run bench -- hub` runs all of it. */
const SMALL: Stage[] = DOCUMENTED_STAGES.map(({ users, seconds }) => ({
  users: users / 10,
  seconds: seconds / 40,
}));
const SEND_INTERVAL_SECONDS = 0.5;
const CONNECTION_SECONDS = 1.5;

let system: TestSystem;
let outcome: ScenarioResult;
beforeAll(async () => {
  system = await startSystem();
  const users = await Promise.all(Array.from({ length: 5 }, () => system.addUser('psychologist')));
  const [owner, ...others] = users;
  if (!owner) throw new Error('There are no users');
  const conversationId = await new TutoringFixture(system).createGroup(owner, others);
  outcome = await runScenario({
    url: system.url,
    tokens: users.map(({ token }) => token),
    conversationId,
    stages: SMALL,
    sendIntervalSeconds: SEND_INTERVAL_SECONDS,
    connectionSeconds: CONNECTION_SECONDS,
  });
}, 60_000);
afterAll(() => system.stop());

describe('the load scenario at small scale', () => {
  it('tutoring-156 ramps up from stage to stage and down again', () => {
    const minutes = [0, 0.5, 1, 4, 5, 6, 7, 7.5, 8];
    const planned = minutes.map((minute) => usersAt(DOCUMENTED_STAGES, minute * 60));
    expect(planned).toEqual([0, 25, 50, 100, 200, 200, 200, 100, 0]);
    expect(outcome.peakUsers).toBe(20);
  });

  it('tutoring-157 connects and joins every client with 101 and without errors', () => {
    expect(outcome.errors).toEqual([]);
    expect(outcome.connections).toBeGreaterThan(outcome.peakUsers);
  });

  it('tutoring-158 sends frames of event and data, and delivers every message to many', () => {
    // The scenario counts an incomplete frame as an error.
    expect(outcome.errors.filter((error) => error.includes('frame'))).toEqual([]);
    expect(outcome.received).toBeGreaterThan(outcome.sent * 2);
  });

  it('tutoring-159 has every client write repeatedly, each message stored once under its own id', async () => {
    // Including messages sent just before a client disconnected.
    const stored = await waitFor('the last message', async () => {
      const [row] = await system.query<{ stored: number; ids: number }>(
        `SELECT count(*)::int AS stored, count(DISTINCT client_message_id)::int AS ids FROM messages
         WHERE client_message_id LIKE 'client_%'`,
      );
      return row && row.stored >= outcome.sent ? row : undefined;
    });
    expect(stored).toEqual({ stored: outcome.sent, ids: outcome.sent });
    expect(outcome.sent).toBeGreaterThan(outcome.peakUsers);
  });
});
