import type { EntityManager } from 'typeorm';
import type { Principal } from '../../users/principal';
import { inTransaction, violatedConstraint } from '../../database/in-transaction';
import { AppError } from '../../errors';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { recordNothing } from '../../idempotency/record-answer';
import type { RecordAnswer, Recorded } from '../../idempotency/record-answer';
import { applyDecisions } from '../apply-decisions';
import { claimSlot } from './book-counseling';
import { validateSpan } from './booking-rules';
import type { RescheduleInput } from './booking-schemas';
import { resolveLocalSpan } from './local-time';
import { rankPsychologists } from './rank-psychologists';
import type { RequestedSlot } from './rank-psychologists';
import { lockCounseling, moveCounseling } from './counseling-repository';
import type { CounselingRecord } from './counseling-repository';
import type { CounselingView } from './counseling-view';
import { requireCounselingFor, viewCounselingFor } from './get-counseling';
import { withNextFreeSlots } from './next-free-slots';
import { planSession } from '../timeline/plan-session';
import { decide } from '../session-machine';
import type { SessionServices } from '../session-services';
import { lockSessions, updateGeneration } from '../session-repository';
import { settleSteps } from '../timeline/step-repository';

/**
 * Reschedules a counseling that has not started, with the same psychologist (C-58). The generation
 * rises and the timeline is replaced in the same transaction, so timers of the old plan have no
 * effect.
 */
export async function rescheduleCounseling(
  services: SessionServices,
  principal: Principal,
  { recordAnswer = recordNothing, ...input }: RescheduleInput & Recorded & { id: string },
): Promise<CounselingView> {
  const counseling = await requireCounselingFor(services.db.source.manager, principal, input.id);
  rejectWhenOver(counseling, services.clock.now());
  const span = resolveLocalSpan(input);
  const { startsAt, endsAt } = span;
  validateSpan(span, services.rules, services.clock.now());
  const requested: RequestedSlot = {
    clientId: counseling.clientId,
    psychologistId: counseling.psychologistId,
    startsAt,
    endsAt,
    timezone: input.timezone,
    exceptCounselingId: counseling.id,
  };
  return withNextFreeSlots(services, requested, () =>
    services.bookingSlots.runExclusive(async () => {
      await rankPsychologists(services.db.source.manager, requested);
      return move(services, principal, { counseling, requested, recordAnswer });
    }),
  );
}

function rejectWhenOver(counseling: CounselingRecord, now: number): void {
  if (counseling.cancelledAt) throw new AppError('counseling-closed');
  if (counseling.sessionId) return;
  if (counseling.endsAt.getTime() <= now) throw new AppError('counseling-closed');
  if (counseling.startsAt.getTime() <= now) throw new AppError('counseling-started');
}

interface Move {
  counseling: CounselingRecord;
  requested: RequestedSlot;
  recordAnswer: RecordAnswer;
}

async function move(
  services: SessionServices,
  principal: Principal,
  { counseling, requested, recordAnswer }: Move,
): Promise<CounselingView> {
  const at = new Date(services.clock.now());
  try {
    return await inTransaction(services.db, async (tx) => {
      await claimSlot(tx, counseling.psychologistId, requested);
      if (counseling.sessionId) {
        await moveSession(tx, services, {
          principal,
          sessionId: counseling.sessionId,
          requested,
          at,
        });
      }
      await lockCounseling(tx, counseling.id);
      const { startsAt, endsAt, timezone } = requested;
      const moved = await moveCounseling(tx, counseling.id, { startsAt, endsAt, timezone });
      if (!moved) throw new AppError('counseling-closed');
      const view = await viewCounselingFor(tx, services, { principal, id: counseling.id });
      await recordAnswer(tx, view);
      return view;
    });
  } catch (error) {
    if (violatedConstraint(error) !== 'counselings_client_overlap') throw error;
    throw new AppError('client-overlap', { cause: error });
  }
}

async function moveSession(
  tx: EntityManager,
  services: SessionServices,
  input: { principal: Principal; sessionId: string; requested: RequestedSlot; at: Date },
): Promise<void> {
  const { principal, sessionId, requested, at } = input;
  const { startsAt, endsAt } = requested;
  const [session] = await lockSessions(tx, [sessionId]);
  if (!session) throw new AppError('session-not-found');
  const decision = decide(session, 'reschedule', at.getTime());
  if (decision.type !== 'transition') {
    throw new AppError(decision.type === 'reject' ? decision.code : 'conflict');
  }
  const generation = session.generation + 1;
  await settleSteps(tx, { sessionIds: [sessionId], outcome: 'superseded', at });
  await updateGeneration(tx, sessionId, generation);
  const timers = await planSession(tx, { sessionId, generation, startsAt, endsAt }, services.rules);
  const moved = { ...session, generation, startsAt, endsAt };
  const actor = { role: principal.role, userId: principal.id };
  await applyDecisions(tx, services, { decisions: [{ session: moved, decision, actor }], at });
  await appendEvents(tx, [
    { kind: 'timeline.dropped', sessionId, generation: session.generation },
    timers,
  ]);
}
