import { AppError } from '../../src/errors';
import { bookCounseling } from '../../src/sessions/book-counseling';
import { cancelCounseling } from '../../src/sessions/cancel-counseling';
import { endSession } from '../../src/sessions/end-session';
import { rescheduleCounseling } from '../../src/sessions/reschedule-counseling';
import { runSteps } from '../../src/sessions/run-steps';
import { findOpenStepsDueBefore } from '../../src/sessions/step-store';
import { controlSession } from '../../src/sessions/team-act';
import { toPrincipal } from './crowd';
import { wallClock } from './stage';
import type { TestUser, TestSystem } from './system';

const HALF_HOUR = 30 * 60_000;
const DAY = 24 * 3_600_000;
const MAX_ROUNDS = 20;

/** Everything that a person can do to a session. */
export const SESSION_ACTIONS = [
  'cancel',
  'reschedule',
  'end',
  'team-start',
  'team-end',
  'team-cancel',
] as const;
export type SessionAction = (typeof SESSION_ACTIONS)[number];

export interface ActionTarget {
  counselingId: string;
  sessionId: string;
  client: TestUser;
  team: TestUser;
}

interface Booking {
  client: TestUser;
  psychologist: TestUser;
  team: TestUser;
  startsAt: number;
}

/** Books half an hour, straight through the use case: the quickest way to a session. */
export async function bookWithUseCase(
  { context }: TestSystem,
  { client, psychologist, team, startsAt }: Booking,
): Promise<ActionTarget> {
  const booked = await bookCounseling(context.sessions, toPrincipal(client), {
    method: 'chat',
    ...wallClock(startsAt, startsAt + HALF_HOUR),
    psychologistId: psychologist.id,
    pace: 'real',
  });
  return { counselingId: booked.id, sessionId: booked.chatSession?.sessionId ?? '', client, team };
}

/** Carries an act out, and tells whether it was; only a refusal that says why counts as "not". */
export async function performAction(
  { context: { sessions, clock } }: TestSystem,
  act: SessionAction,
  { counselingId, sessionId, client, team }: ActionTarget,
): Promise<boolean> {
  const person = toPrincipal(client);
  const member = toPrincipal(team);
  const later = clock.now() + DAY;
  const acts: Record<SessionAction, () => Promise<unknown>> = {
    cancel: () => cancelCounseling(sessions, person, { id: counselingId }),
    reschedule: () =>
      rescheduleCounseling(sessions, person, {
        id: counselingId,
        ...wallClock(later, later + HALF_HOUR),
      }),
    end: () => endSession(sessions, person, { sessionId }),
    'team-start': () => controlSession(sessions, member, { sessionId, act: 'start' }),
    'team-end': () => controlSession(sessions, member, { sessionId, act: 'end' }),
    'team-cancel': () =>
      controlSession(sessions, member, { sessionId, act: 'cancel', reason: 'ill' }),
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
export async function runDueSteps({ context }: TestSystem): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const until = new Date(context.clock.now() + 1);
    const rows = await findOpenStepsDueBefore(context.db.source.manager, until, 1_000);
    if (rows.length === 0) return;
    await runSteps(context.sessions, rows);
  }
  throw new Error('There are steps that are due and never settle');
}
