import type { EntityManager } from 'typeorm';
import { AppError } from '../../errors';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { applyDecisions, requireTransition } from '../apply-decisions';
import type { Actor } from '../apply-decisions';
import { requireLockedSession } from '../session-access';
import { updateGeneration } from '../session-repository';
import type { SessionServices } from '../session-services';
import { planSession } from '../timeline/plan-session';
import { settleSteps } from '../timeline/step-repository';
import { lockCounseling, moveCounseling } from './counseling-repository';
import type { CounselingRecord } from './counseling-repository';
import { notifyOtherParticipants } from './notify-participants';

export interface Move {
  counseling: CounselingRecord;
  to: { startsAt: Date; endsAt: Date; timezone: string };
  actor: Actor;
  at: Date;
}

/**
 * Moves a counseling that has not started, in the caller's transaction, which has claimed the time.
 * The generation rises and the timeline is replaced, so timers of the old plan have no effect.
 */
export async function moveCounselingIn(
  tx: EntityManager,
  services: SessionServices,
  move: Move,
): Promise<void> {
  const { counseling, to, actor, at } = move;
  if (counseling.sessionId) {
    await moveSession(tx, services, { ...move, sessionId: counseling.sessionId });
  } else {
    const kind = 'session_rescheduled';
    await notifyOtherParticipants(tx, { counseling, actorId: actor.userId, kind, at });
  }
  await lockCounseling(tx, counseling.id);
  const moved = await moveCounseling(tx, counseling.id, to);
  if (!moved) throw new AppError('counseling-closed');
}

async function moveSession(
  tx: EntityManager,
  services: SessionServices,
  { sessionId, to: { startsAt, endsAt }, actor, at }: Move & { sessionId: string },
): Promise<void> {
  const session = await requireLockedSession(tx, sessionId);
  const decision = requireTransition(session, 'reschedule', at);
  const generation = session.generation + 1;
  await settleSteps(tx, { sessionIds: [sessionId], outcome: 'superseded', at });
  await updateGeneration(tx, sessionId, generation);
  const timers = await planSession(tx, { sessionId, generation, startsAt, endsAt }, services.rules);
  const moved = { ...session, generation, startsAt, endsAt };
  await applyDecisions(tx, services, { decisions: [{ session: moved, decision, actor }], at });
  await appendEvents(tx, [
    { kind: 'timeline.dropped', sessionId, generation: session.generation },
    timers,
  ]);
}
