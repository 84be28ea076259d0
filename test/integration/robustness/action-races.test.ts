import { createUsers } from '../../support/fixtures/create-users';
import {
  SESSION_ACTIONS,
  performAction,
  bookWithUseCase,
  runDueSteps,
} from '../../support/fixtures/session-actions';
import type { SessionAction, ActionTarget } from '../../support/fixtures/session-actions';
import { sessionViolations } from '../../support/checks/session-invariants';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { TestClock } from '../../support/harness/test-clock';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ROUNDS = 5;

/** A session can have at most one of these. */
const LAST: SessionAction[] = ['cancel', 'end', 'team-end', 'team-cancel'];

interface Clash extends ActionTarget {
  actions: [SessionAction, SessionAction];
}

describe('user actions racing with each other', () => {
  const clock = new TestClock('2026-05-01T00:00:00Z');
  const pairs = SESSION_ACTIONS.flatMap((one, index) =>
    SESSION_ACTIONS.slice(index).map((other): [SessionAction, SessionAction] => [one, other]),
  );
  let system: TestSystem;
  let clients: TestUser[];
  let psychologists: TestUser[];
  let team: TestUser;

  beforeAll(async () => {
    system = await startSystem({ clock, worker: false });
    clients = await createUsers(system, 'client', pairs.length);
    psychologists = await createUsers(system, 'psychologist', pairs.length);
    team = await system.addUser('team');
  });
  afterAll(() => system.stop());

  it.each(Array.from({ length: 2 * ROUNDS }, (_, round) => round))(
    'leave every session in a valid state (round %i)',
    async (round) => {
      // In every other round the sessions have already started.
      const startsIn = round % 2 === 0 ? 5 * MINUTE : -5 * MINUTE;
      const now = Date.parse('2026-05-02T12:00:00Z') + round * 3 * DAY;
      clock.set(now - 60 * MINUTE);
      const clashes = await Promise.all(
        pairs.map((actions, index) => bookClash(actions, index, now + startsIn)),
      );
      clock.set(now);
      await runDueSteps(system);

      const succeeded = await Promise.all(clashes.map(runClash));
      clock.set(now + 2 * DAY);
      await runDueSteps(system);

      const faults = await Promise.all(
        clashes.map(async (one, index) => {
          const found = await sessionViolations(system, one.sessionId);
          found.push(...(await faultsOfActions(one, succeeded[index] ?? [])));
          return found.map((fault) => `${one.actions.join(' × ')}: ${fault}`);
        }),
      );
      expect(faults.flat()).toEqual([]);
    },
  );

  async function bookClash(
    actions: [SessionAction, SessionAction],
    index: number,
    startsAt: number,
  ): Promise<Clash> {
    const client = clients[index] as TestUser;
    const psychologist = psychologists[index] as TestUser;
    return {
      actions,
      ...(await bookWithUseCase(system, { client, psychologist, team, startsAt })),
    };
  }

  /** Resolves with the actions that succeeded. */
  async function runClash(one: Clash): Promise<SessionAction[]> {
    const order = Math.random() < 0.5 ? one.actions : [...one.actions].reverse();
    const done = await Promise.all(order.map((action) => performAction(system, action, one)));
    return order.filter((_, index) => done[index]);
  }

  async function faultsOfActions(
    { sessionId }: Clash,
    succeeded: SessionAction[],
  ): Promise<string[]> {
    const [stored] = await system.query<{ moves: number; audited: number; cancelled: boolean }>(
      `SELECT generation - 1 AS moves, status = 'cancelled' AND ended_by <> 'system' AS cancelled,
         (SELECT count(*)::int FROM audit_log WHERE subject_id = s.id) AS audited
       FROM chat_sessions s WHERE id = $1`,
      [sessionId],
    );
    const count = (matches: (action: SessionAction) => boolean): number =>
      succeeded.filter(matches).length;
    const found = {
      'it was ended twice': count((action) => LAST.includes(action)) > 1,
      'it was started twice': count((action) => action === 'team-start') > 1,
      'a reschedule was lost': count((action) => action === 'reschedule') !== stored?.moves,
      'an action of the team was not audited':
        count((action) => action.startsWith('team-')) !== stored?.audited,
      'response and stored state of a cancellation differ':
        count((action) => action === 'cancel' || action === 'team-cancel') !==
        Number(stored?.cancelled),
    };
    return Object.entries(found).flatMap(([fault, isViolated]) => (isViolated ? [fault] : []));
  }
});
