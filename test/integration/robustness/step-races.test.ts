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
 * Every step of a session races with every act of a person, all at the instant at which the step is
 * due: twice the step (a job may be delivered twice) and the act, on connections of their own, each
 * held up by a few round trips to the database, so that now one and now the other is first. Whoever
 * wins, the session must end in one of the legal ways.
 */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ROUNDS = 10;
/** A person's way to the session's row is longer, so the timers are held up for longer. */
const ROUND_TRIPS = { timer: 12, person: 6 };

const STEPS: Step[] = ['initial-message', 'enable-chat', 'end-button', 'auto-end'];

/** Where the start lies from the instant at which the step is due; sessions last half an hour. */
const START_AFTER: Record<Step, number> = {
  'initial-message': 10 * MINUTE,
  'enable-chat': 0,
  'end-button': -25 * MINUTE,
  'auto-end': -30 * MINUTE,
};

/** Where step and act exclude each other. */
const CONTESTED: Record<Step, SessionAction[]> = {
  'initial-message': [],
  'enable-chat': ['cancel', 'reschedule', 'team-start'],
  'end-button': [],
  'auto-end': ['end', 'team-end', 'team-cancel'],
};

interface Duel extends ActionTarget {
  step: Step;
  act: SessionAction;
}

describe('steps racing with people', () => {
  const clock = new TestClock('2026-03-01T00:00:00Z');
  let system: TestSystem;
  let clients: TestUser[];
  let psychologists: TestUser[];
  let team: TestUser;
  /** How often the person was first where only one of the two can be. */
  const contests = { person: 0, step: 0 };

  beforeAll(async () => {
    system = await startSystem({ clock, worker: false });
    const pairs = STEPS.length * SESSION_ACTIONS.length;
    clients = await createUsers(system, 'client', pairs);
    psychologists = await createUsers(system, 'psychologist', pairs);
    team = await system.addUser('team');
  });
  afterAll(() => system.stop());

  it.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    'leaves every session in a legal state (round %i)',
    async (round) => {
      const due = Date.parse('2026-03-02T12:00:00Z') + round * 3 * DAY;
      clock.set(due - 2 * 60 * MINUTE);
      const duels = await Promise.all(pairs().map((pair, index) => stage(pair, index, due)));
      clock.set(due - 1_000);
      await runDueSteps(system);

      clock.set(due);
      const winners = await Promise.all(duels.map(fight));
      countContests(duels, winners);

      clock.set(due + 2 * DAY);
      await runDueSteps(system);
      const verdicts = await Promise.all(
        duels.map(async (duel, index) => {
          const faults = await sessionViolations(system, duel.sessionId);
          faults.push(...(await faultsOfAct(duel, winners[index] === true)));
          return faults.map((fault) => `${duel.step} × ${duel.act}: ${fault}`);
        }),
      );
      expect(verdicts.flat()).toEqual([]);
    },
  );

  it('was a race: now the step was first, now the person', () => {
    expect(contests.person).toBeGreaterThan(0);
    expect(contests.step).toBeGreaterThan(0);
  });

  function countContests(duels: Duel[], winners: boolean[]): void {
    for (const [index, { step, act }] of duels.entries()) {
      if (!CONTESTED[step].includes(act)) continue;
      contests[winners[index] ? 'person' : 'step'] += 1;
    }
  }

  function pairs(): { step: Step; act: SessionAction }[] {
    return STEPS.flatMap((step) => SESSION_ACTIONS.map((act) => ({ step, act })));
  }

  async function stage(
    pair: { step: Step; act: SessionAction },
    index: number,
    due: number,
  ): Promise<Duel> {
    const client = clients[index] as TestUser;
    const psychologist = psychologists[index] as TestUser;
    const startsAt = due + START_AFTER[pair.step];
    const session = await bookWithUseCase(system, { client, psychologist, team, startsAt });
    return { ...pair, ...session };
  }

  /** Resolves with whether the act was carried out. */
  async function fight(duel: Duel): Promise<boolean> {
    const { sessionId, step } = duel;
    let carriedOut = false;
    const timer = () => runSteps(system.context.sessions, [{ sessionId, step, generation: 1 }]);
    const person = async () => {
      carriedOut = await performAction(system, duel.act, duel);
    };
    await Promise.all([
      heldUp(ROUND_TRIPS.timer).then(timer),
      heldUp(ROUND_TRIPS.timer).then(timer),
      heldUp(ROUND_TRIPS.person).then(person),
    ]);
    return carriedOut;
  }

  async function heldUp(most: number): Promise<void> {
    for (let left = Math.floor(Math.random() * most); left > 0; left -= 1) {
      await system.query('SELECT 1');
    }
  }

  /** Whether what the person was told fits what is kept. */
  async function faultsOfAct({ act, sessionId }: Duel, carriedOut: boolean): Promise<string[]> {
    const [kept] = await system.query<Record<SessionAction, boolean>>(
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
    if (kept?.[act] === carriedOut) return [];
    return [`the person was told ${carriedOut ? 'done' : 'refused'}, kept is the opposite`];
  }
});
