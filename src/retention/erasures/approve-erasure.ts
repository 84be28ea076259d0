import { z } from 'zod';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import { isRowId } from '../../ids';
import { appendAudit } from '../../users/audit-repository';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { RetentionServices } from '../retention-services';
import { lockErasure, updateErasure } from './erasure-repository';
import { findErasureView, stateOf, subjectOf } from './erasure-view';
import type { ErasureView } from './erasure-view';

export const erasureSchema = z.object({ erasureId: z.string() });

/**
 * Approves a request of another team member; audited. It is executed after the delay. Throws
 * `second-person-needed` to who made the request, and `forbidden` to the user it would remove.
 */
export async function approveErasure(
  { db, clock, rules }: Pick<RetentionServices, 'db' | 'clock' | 'rules'>,
  principal: Principal,
  { erasureId }: z.infer<typeof erasureSchema>,
): Promise<ErasureView> {
  requireRole(principal, 'team');
  if (!isRowId(erasureId)) throw new AppError('erasure-not-found');
  const at = new Date(clock.now());
  return inTransaction(db, async (tx) => {
    const request = await lockErasure(tx, erasureId);
    if (!request) throw new AppError('erasure-not-found');
    const state = stateOf(request);
    if (state === 'approved') throw new AppError('erasure-approved');
    if (state !== 'requested') throw new AppError('erasure-over');
    if (request.requestedBy === principal.id) throw new AppError('second-person-needed');
    if (request.userId === principal.id) {
      throw new AppError('forbidden', { message: 'Ask a colleague to approve your removal' });
    }
    const dueAt = new Date(at.getTime() + rules.erasureDelay);
    await updateErasure(tx, erasureId, { approvedBy: principal.id, approvedAt: at, dueAt });
    await appendAudit(tx, {
      actor: principal,
      ...subjectOf(request),
      reason: request.reason,
      at,
      action: 'erasure.approve',
    });
    return findErasureView(tx, erasureId);
  });
}
