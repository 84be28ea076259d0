import { DOCUMENTED_STAGES, runScenario, usersAt } from '../../bench/hub/hub-scenario';
import type { ScenarioResult, Stage } from '../../bench/hub/hub-scenario';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { waitFor } from '../../support/harness/wait-for';

/** A fortieth of the document's eight minutes, and a tenth of its users; `npm run bench -- hub` plays it all. */
const SMALL: Stage[] = DOCUMENTED_STAGES.map(({ users, seconds }) => ({
  users: users / 10,
  seconds: seconds / 40,
}));
const SEND_EVERY = 0.5;
const STAY_FOR = 1.5;

let system: TestSystem;
let outcome: ScenarioResult;
beforeAll(async () => {
  system = await startSystem();
  const people = await Promise.all(Array.from({ length: 5 }, () => system.addUser('psychologist')));
  const [owner, ...others] = people;
  if (!owner) throw new Error('Nobody is there');
  const conversationId = await new TutoringFixture(system).createGroup(owner, others);
  outcome = await runScenario({
    url: system.url,
    tokens: people.map(({ token }) => token),
    conversationId,
    stages: SMALL,
    sendIntervalSeconds: SEND_EVERY,
    connectionSeconds: STAY_FOR,
  });
}, 60_000);
afterAll(() => system.stop());

describe('the load scenario, in small', () => {
  it('tutoring-156 goes up from stage to stage to its full height and down again', () => {
    const minutes = [0, 0.5, 1, 4, 5, 6, 7, 7.5, 8];
    const planned = minutes.map((minute) => usersAt(DOCUMENTED_STAGES, minute * 60));
    expect(planned).toEqual([0, 25, 50, 100, 200, 200, 200, 100, 0]);
    expect(outcome.peakUsers).toBe(20);
  });

  it('tutoring-157 everybody is let in with 101 and joins, without one error', () => {
    expect(outcome.errors).toEqual([]);
    expect(outcome.connections).toBeGreaterThan(outcome.peakUsers);
  });

  it('tutoring-158 every frame has an event and data, and every message finds many', () => {
    // A frame that lacks one of them is an error of the scenario's.
    expect(outcome.errors.filter((error) => error.includes('frame'))).toEqual([]);
    expect(outcome.received).toBeGreaterThan(outcome.sent * 2);
  });

  it('tutoring-159 everybody writes again and again, each message kept once under its own id', async () => {
    // Also what was sent in the moment before somebody left.
    const kept = await waitFor('the last of them', async () => {
      const [row] = await system.query(
        `SELECT count(*)::int AS kept, count(DISTINCT client_message_id)::int AS ids FROM messages
         WHERE client_message_id LIKE 'client_%'`,
      );
      return row.kept >= outcome.sent && row;
    });
    expect(kept).toEqual({ kept: outcome.sent, ids: outcome.sent });
    expect(outcome.sent).toBeGreaterThan(outcome.peakUsers);
  });
});
