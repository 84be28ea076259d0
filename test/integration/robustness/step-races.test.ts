import { runSteps } from '../../../src/sessions/timeline/run-steps';
import type { Step } from '../../../src/enums';
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

/*
 * Every step of a session races with every user action at the instant at which the step is due: the
 * step twice (BullMQ may deliver a job twice) and the action, on separate connections, each delayed
 * by a few round trips to the database, so that both sides win some rounds. Every outcome must be a
 * valid one.
 */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ROUNDS = 10;
/** User actions take longer to reach the session's row, so steps are delayed more. */
const ROUND_TRIPS = { step: 12, action: 6 };

const STEPS: Step[] = ['initial-message', 'enable-chat', 'end-button', 'auto-end'];

/** Start of the session relative to the instant at which the step is due; it lasts 30 minutes. */
const START_AFTER: Record<Step, number> = {
  'initial-message': 10 * MINUTE,
  'enable-chat': 0,
  'end-button': -25 * MINUTE,
  'auto-end': -30 * MINUTE,
};

/** Pairs of a step and an action that exclude each other. */
const CONTESTED: Record<Step, SessionAction[]> = {
  'initial-message': [],
  'enable-chat': ['cancel', 'reschedule', 'team-start'],
  'end-button': [],
  'auto-end': ['end', 'team-end', 'team-cancel'],
};

interface Race extends ActionTarget {
  step: Step;
  action: SessionAction;
}

describe('session steps racing with user actions', () => {
  const clock = new TestClock('2026-03-01T00:00:00Z');
  let system: TestSystem;
  let clients: TestUser[];
  let psychologists: TestUser[];
  let team: TestUser;
  /** Wins of each side where only one can win. */
  const wins = { action: 0, step: 0 };

  beforeAll(async () => {
    system = await startSystem({ clock, worker: false });
    const pairs = STEPS.length * SESSION_ACTIONS.length;
    clients = await createUsers(system, 'client', pairs);
    psychologists = await createUsers(system, 'psychologist', pairs);
    team = await system.addUser('team');
  });
  afterAll(() => system.stop());

  it.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    'leave every session in a valid state (round %i)',
    async (round) => {
      const due = Date.parse('2026-03-02T12:00:00Z') + round * 3 * DAY;
      clock.set(due - 2 * 60 * MINUTE);
      const races = await Promise.all(pairs().map((pair, index) => bookRace(pair, index, due)));
      clock.set(due - 1_000);
      await runDueSteps(system);

      clock.set(due);
      const succeeded = await Promise.all(races.map(runRace));
      countWins(races, succeeded);

      clock.set(due + 2 * DAY);
      await runDueSteps(system);
      const violations = await Promise.all(
        races.map(async (race, index) => {
          const faults = await sessionViolations(system, race.sessionId);
          faults.push(...(await faultsOfAction(race, succeeded[index] === true)));
          return faults.map((fault) => `${race.step} × ${race.action}: ${fault}`);
        }),
      );
      expect(violations.flat()).toEqual([]);
    },
  );

  it('were won by both sides', () => {
    expect(wins.action).toBeGreaterThan(0);
    expect(wins.step).toBeGreaterThan(0);
  });

  function countWins(races: Race[], succeeded: boolean[]): void {
    for (const [index, { step, action }] of races.entries()) {
      if (!CONTESTED[step].includes(action)) continue;
      wins[succeeded[index] ? 'action' : 'step'] += 1;
    }
  }

  function pairs(): { step: Step; action: SessionAction }[] {
    return STEPS.flatMap((step) => SESSION_ACTIONS.map((action) => ({ step, action })));
  }

  async function bookRace(
    pair: { step: Step; action: SessionAction },
    index: number,
    due: number,
  ): Promise<Race> {
    const client = clients[index] as TestUser;
    const psychologist = psychologists[index] as TestUser;
    const startsAt = due + START_AFTER[pair.step];
    const session = await bookWithUseCase(system, { client, psychologist, team, startsAt });
    return { ...pair, ...session };
  }

  /** Resolves with whether the action succeeded. */
  async function runRace(race: Race): Promise<boolean> {
    const { sessionId, step } = race;
    let succeeded = false;
    const runStep = () => runSteps(system.context.sessions, [{ sessionId, step, generation: 1 }]);
    const act = async () => {
      succeeded = await performAction(system, race.action, race);
    };
    await Promise.all([
      delay(ROUND_TRIPS.step).then(runStep),
      delay(ROUND_TRIPS.step).then(runStep),
      delay(ROUND_TRIPS.action).then(act),
    ]);
    return succeeded;
  }

  async function delay(maxRoundTrips: number): Promise<void> {
    for (let left = Math.floor(Math.random() * maxRoundTrips); left > 0; left -= 1) {
      await system.query('SELECT 1');
    }
  }

  /** Whether the response matches the stored state. */
  async function faultsOfAction(
    { action, sessionId }: Race,
    succeeded: boolean,
  ): Promise<string[]> {
    const [stored] = await system.query<Record<SessionAction, boolean>>(
      `SELECT s.status = 'cancelled' AND s.ended_by = 'client' AND c.cancelled_by = s.client_id
           AS cancel,
         s.generation = 2 AS reschedule,
         s.status = 'completed' AND s.ended_by = 'client' AS end,
         EXISTS (SELECT FROM audit_log WHERE subject_id = s.id AND action = 'session.start')
           AND EXISTS (SELECT FROM session_steps st WHERE st.session_id = s.id
             AND step = 'enable-chat' AND outcome = 'done' AND done_by IS NOT NULL) AS "team-start",
         s.status = 'completed' AND s.ended_by = 'team'
           AND EXISTS (SELECT FROM audit_log WHERE subject_id = s.id AND action = 'session.end')
           AS "team-end",
         s.status = 'cancelled' AND s.ended_by = 'team'
           AND EXISTS (SELECT FROM audit_log WHERE subject_id = s.id AND action = 'session.cancel')
           AS "team-cancel"
       FROM chat_sessions s JOIN counselings c ON c.id = s.counseling_id WHERE s.id = $1`,
      [sessionId],
    );
    if (stored?.[action] === succeeded) return [];
    return [`the response says ${succeeded ? 'done' : 'rejected'}, the stored state the opposite`];
  }
});
