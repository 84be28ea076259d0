import type { Principal } from '../../users/principal';
import { inTransaction, violatedConstraint } from '../../database/in-transaction';
import { AppError } from '../../errors';
import { recordNothing } from '../../idempotency/record-answer';
import type { RecordAnswer, Recorded } from '../../idempotency/record-answer';
import { actorOf } from '../apply-decisions';
import { claimSlot } from './insert-booking';
import { requireChangeNotice, validateSpan } from './booking-rules';
import type { RescheduleInput } from './booking-schemas';
import { resolveLocalSpan } from './local-time';
import { rankPsychologists } from './rank-psychologists';
import type { RequestedSlot } from './rank-psychologists';
import type { CounselingRecord } from './counseling-repository';
import type { CounselingView } from './counseling-view';
import { requireCounselingFor, viewCounselingFor } from './get-counseling';
import { moveCounselingIn } from './move-counseling';
import { withNextFreeSlots } from './next-free-slots';
import type { SessionServices } from '../session-services';

/** Reschedules a counseling that has not started, with the same psychologist (C-58). */
export async function rescheduleCounseling(
  services: SessionServices,
  principal: Principal,
  { recordAnswer = recordNothing, ...input }: RescheduleInput & Recorded & { id: string },
): Promise<CounselingView> {
  const counseling = await requireCounselingFor(services.db.source.manager, principal, input.id);
  rejectWhenOver(counseling, services.clock.now());
  requireChangeNotice(counseling, principal, services);
  const span = resolveLocalSpan(input);
  const { startsAt, endsAt } = span;
  validateSpan(span, services.rules, services.clock.now());
  const requested: RequestedSlot = {
    clientId: counseling.clientId,
    psychologistId: counseling.psychologistId,
    method: counseling.method,
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

interface RequestedMove {
  counseling: CounselingRecord;
  requested: RequestedSlot;
  recordAnswer: RecordAnswer;
}

async function move(
  services: SessionServices,
  principal: Principal,
  { counseling, requested, recordAnswer }: RequestedMove,
): Promise<CounselingView> {
  const { startsAt, endsAt, timezone } = requested;
  try {
    return await inTransaction(services.db, async (tx) => {
      await claimSlot(tx, counseling.psychologistId, requested);
      await moveCounselingIn(tx, services, {
        counseling,
        to: { startsAt, endsAt, timezone },
        actor: actorOf(principal),
        at: new Date(services.clock.now()),
      });
      const view = await viewCounselingFor(tx, services, { principal, id: counseling.id });
      await recordAnswer(tx, view);
      return view;
    });
  } catch (error) {
    if (violatedConstraint(error) !== 'counselings_client_overlap') throw error;
    throw new AppError('client-overlap', { cause: error });
  }
}
