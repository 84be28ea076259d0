import { AppError } from '../../src/errors';
import { bookCounseling } from '../../src/sessions/book-counseling';
import { cancelCounseling } from '../../src/sessions/cancel-counseling';
import { endSession } from '../../src/sessions/end-session';
import { rescheduleCounseling } from '../../src/sessions/reschedule-counseling';
import { runSteps } from '../../src/sessions/run-steps';
import { openStepsUntil } from '../../src/sessions/step-store';
import { teamAct } from '../../src/sessions/team-act';
import { principalOf } from './crowd';
import { wallClock } from './stage';
import type { TestPerson, TestSystem } from './system';

const HALF_HOUR = 30 * 60_000;
const DAY = 24 * 3_600_000;
const MOST_ROUNDS = 20;

/** Everything that a person can do to a session. */
export const ACTS = [
  'cancel',
  'reschedule',
  'end',
  'team-start',
  'team-end',
  'team-cancel',
] as const;
export type Act = (typeof ACTS)[number];

export interface ActedSession {
  counselingId: string;
  sessionId: string;
  client: TestPerson;
  team: TestPerson;
}

interface Booking {
  client: TestPerson;
  psychologist: TestPerson;
  team: TestPerson;
  startsAt: number;
}

/** Books half an hour, straight through the use case: the quickest way to a session. */
export async function bookDirectly(
  { context }: TestSystem,
  { client, psychologist, team, startsAt }: Booking,
): Promise<ActedSession> {
  const booked = await bookCounseling(context.sessions, principalOf(client), {
    method: 'chat',
    ...wallClock(startsAt, startsAt + HALF_HOUR),
    psychologistId: psychologist.id,
    pace: 'real',
  });
  return { counselingId: booked.id, sessionId: booked.chatSession?.sessionId ?? '', client, team };
}

/** Carries an act out, and tells whether it was; only a refusal that says why counts as "not". */
export async function actDirectly(
  { context: { sessions, clock } }: TestSystem,
  act: Act,
  { counselingId, sessionId, client, team }: ActedSession,
): Promise<boolean> {
  const person = principalOf(client);
  const member = principalOf(team);
  const later = clock.now() + DAY;
  const acts: Record<Act, () => Promise<unknown>> = {
    cancel: () => cancelCounseling(sessions, person, { id: counselingId }),
    reschedule: () =>
      rescheduleCounseling(sessions, person, {
        id: counselingId,
        ...wallClock(later, later + HALF_HOUR),
      }),
    end: () => endSession(sessions, person, { sessionId }),
    'team-start': () => teamAct(sessions, member, { sessionId, act: 'start' }),
    'team-end': () => teamAct(sessions, member, { sessionId, act: 'end' }),
    'team-cancel': () => teamAct(sessions, member, { sessionId, act: 'cancel', reason: 'ill' }),
  };
  return acts[act]().then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError && error.status < 500) return false;
      throw error;
    },
  );
}

/** Runs every step that is due by the system's clock, as the healer does. */
export async function runAllDue({ context }: TestSystem): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const until = new Date(context.clock.now() + 1);
    const rows = await openStepsUntil(context.db.source.manager, until, 1_000);
    if (rows.length === 0) return;
    await runSteps(context.sessions, rows);
  }
  throw new Error('There are steps that are due and never settle');
}
