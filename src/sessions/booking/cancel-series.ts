import type { EntityManager } from 'typeorm';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { ErrorCode } from '../../errors';
import { recordNothing } from '../../idempotency/record-answer';
import type { Recorded } from '../../idempotency/record-answer';
import { isUuid } from '../../ids';
import type { Principal } from '../../users/principal';
import { lockSessions } from '../session-repository';
import type { SessionServices } from '../session-services';
import { isTooLateToChange } from './booking-rules';
import { cancelCounselingIn } from './cancel-counseling';
import { findSeries, lockCounseling } from './counseling-repository';
import type { CounselingRecord } from './counseling-repository';
import { isParticipantOf } from './counseling-view';

type KeptReason = Extract<
  ErrorCode,
  'too-late-to-change' | 'counseling-started' | 'counseling-closed'
>;

/** What the cancellation of a series did to one of its sessions. */
export interface SeriesCancellation {
  counselingId: string;
  sessionId: string | null;
  scheduledAt: string;
  /** Null: cancelled now. Otherwise why it was left as it was. */
  keptBecause: KeptReason | null;
}

export interface CancelledSeries {
  seriesId: string;
  /** By start. */
  results: SeriesCancellation[];
}

/**
 * A participant cancels all sessions of a weekly series that have not started. The notice applies to
 * each session; those that cannot be cancelled stay, and the result names them.
 */
export async function cancelSeries(
  services: SessionServices,
  principal: Principal,
  {
    seriesId,
    reason,
    recordAnswer = recordNothing,
  }: Recorded & { seriesId: string; reason?: string | undefined },
): Promise<CancelledSeries> {
  return inTransaction(services.db, async (tx) => {
    const requireAccess = (booking: CounselingRecord): void => {
      if (!isParticipantOf(booking, principal)) throw new AppError('not-your-counseling');
    };
    const request = { seriesId, principal, reason, requireAccess };
    const cancelled = await cancelSeriesIn(tx, services, request);
    await recordAnswer(tx, cancelled);
    return cancelled;
  });
}

interface SeriesToCancel {
  seriesId: string;
  principal: Principal;
  reason: string | undefined;
  /** Throws when the principal may not cancel the series of this booking. */
  requireAccess: (booking: CounselingRecord) => void;
}

/** Cancels in the caller's transaction. */
export async function cancelSeriesIn(
  tx: EntityManager,
  services: SessionServices,
  { seriesId, principal, reason, requireAccess }: SeriesToCancel,
): Promise<CancelledSeries> {
  const results: SeriesCancellation[] = [];
  for (const counseling of await lockSeries(tx, seriesId, requireAccess)) {
    const keptBecause = reasonToKeep(services, counseling, principal);
    if (!keptBecause) await cancelCounselingIn(tx, services, { counseling, principal, reason });
    const { id, sessionId, startsAt } = counseling;
    results.push({
      counselingId: id,
      sessionId,
      scheduledAt: startsAt.toISOString(),
      keptBecause,
    });
  }
  return { seriesId, results };
}

/** Its bookings by start, locked in the order of other changes: sessions first, each kind by id. */
async function lockSeries(
  tx: EntityManager,
  seriesId: string,
  requireAccess: SeriesToCancel['requireAccess'],
): Promise<CounselingRecord[]> {
  const series = isUuid(seriesId) ? await findSeries(tx, seriesId) : [];
  const [first] = series;
  if (!first) {
    const message = 'Series not found. See seriesId in GET /api/v1/counselings/user-sessions';
    throw new AppError('counseling-not-found', { message });
  }
  requireAccess(first);
  await lockSessions(
    tx,
    series.flatMap(({ sessionId }) => sessionId ?? []),
  );
  for (const id of series.map((one) => one.id).sort()) await lockCounseling(tx, id);
  return findSeries(tx, seriesId);
}

/** Null: it can be cancelled. A running session is ended or cancelled on its own. */
function reasonToKeep(
  services: SessionServices,
  counseling: CounselingRecord,
  principal: Principal,
): KeptReason | null {
  const { cancelledAt, sessionStatus, startsAt, endsAt } = counseling;
  const now = services.clock.now();
  const isOver = sessionStatus === 'completed' || sessionStatus === 'cancelled';
  if (cancelledAt || isOver || endsAt.getTime() <= now) return 'counseling-closed';
  const isRunning = sessionStatus ? sessionStatus === 'active' : startsAt.getTime() <= now;
  if (isRunning) return 'counseling-started';
  return isTooLateToChange(counseling, principal, services) ? 'too-late-to-change' : null;
}
