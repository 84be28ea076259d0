import { z } from 'zod';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../users/principal';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import { recordNothing } from '../../idempotency/record-answer';
import type { Recorded } from '../../idempotency/record-answer';
import { actorOf, applyDecisions, requireTransition } from '../apply-decisions';
import { requireChangeNotice } from './booking-rules';
import { lockCounseling, recordCancelled } from './counseling-repository';
import type { CounselingRecord } from './counseling-repository';
import type { CounselingView } from './counseling-view';
import { encryptReason } from './counseling-encryption';
import { requireCounselingFor, viewCounselingFor } from './get-counseling';
import { notifyOtherParticipants } from './notify-participants';
import { requireLockedSession } from '../session-access';
import type { SessionServices } from '../session-services';

const reason = z
  .string('must be a string')
  .trim()
  .min(1, 'must not be empty')
  .max(500, 'must have at most 500 characters');

export const cancelSchema = z.object({ reason: reason.optional() });

/** A participant cancels; the reason is encrypted and visible to the participants only. */
export async function cancelCounseling(
  services: SessionServices,
  principal: Principal,
  {
    id,
    reason,
    recordAnswer = recordNothing,
  }: Recorded & {
    id: string;
    reason?: string | undefined;
  },
): Promise<CounselingView> {
  const counseling = await requireCounselingFor(services.db.source.manager, principal, id);
  requireChangeNotice(counseling, principal, services);
  return inTransaction(services.db, async (tx) => {
    await cancelCounselingIn(tx, services, { counseling, principal, reason });
    const view = await viewCounselingFor(tx, services, { principal, id: counseling.id });
    await recordAnswer(tx, view);
    return view;
  });
}

export interface Cancellation {
  counseling: CounselingRecord;
  principal: Principal;
  reason: string | undefined;
}

/** Cancels in the caller's transaction; only the team may cancel a started session (C-12). */
export async function cancelCounselingIn(
  tx: EntityManager,
  services: SessionServices,
  { counseling, principal, reason }: Cancellation,
): Promise<void> {
  const at = new Date(services.clock.now());
  if (counseling.sessionId) {
    await cancelSession(tx, services, { sessionId: counseling.sessionId, principal, at });
  } else {
    await notifyOtherParticipants(tx, {
      counseling,
      actorId: principal.id,
      kind: 'session_cancelled',
      at,
    });
  }
  await lockCounseling(tx, counseling.id);
  const cancelled = await recordCancelled(tx, counseling.id, {
    at,
    by: principal.id,
    reasonCiphertext: encryptReason(services.cipher, counseling, reason),
  });
  if (!cancelled) throw new AppError('counseling-closed');
}

async function cancelSession(
  tx: EntityManager,
  services: SessionServices,
  { sessionId, principal, at }: { sessionId: string; principal: Principal; at: Date },
): Promise<void> {
  const session = await requireLockedSession(tx, sessionId);
  const event = principal.role === 'team' ? 'cancel-by-team' : 'cancel';
  const decision = requireTransition(session, event, at);
  const decisions = [{ session, decision, actor: actorOf(principal) }];
  await applyDecisions(tx, services, { decisions, at });
}
