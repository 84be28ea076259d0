import type { z } from 'zod';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import { isRowId } from '../../ids';
import { appendAudit } from '../../users/audit-repository';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { RetentionServices } from '../retention-services';
import type { erasureSchema } from './approve-erasure';
import { lockErasure, updateErasure } from './erasure-repository';
import { findErasureView, stateOf, subjectOf } from './erasure-view';
import type { ErasureView } from './erasure-view';

/**
 * Undoes a request until its execution begins; audited. Any team member may: a colleague who sees
 * what two others are about to destroy must be able to stop it. Only the user whom it would remove
 * may not.
 */
export async function undoErasure(
  { db, clock }: Pick<RetentionServices, 'db' | 'clock'>,
  principal: Principal,
  { erasureId }: z.infer<typeof erasureSchema>,
): Promise<ErasureView> {
  requireRole(principal, 'team');
  if (!isRowId(erasureId)) throw new AppError('erasure-not-found');
  const at = new Date(clock.now());
  return inTransaction(db, async (tx) => {
    const request = await lockErasure(tx, erasureId);
    if (!request) throw new AppError('erasure-not-found');
    if (!['requested', 'approved'].includes(stateOf(request))) throw new AppError('erasure-over');
    if (request.userId === principal.id) {
      throw new AppError('forbidden', { message: 'Ask a colleague to undo your removal' });
    }
    await updateErasure(tx, erasureId, { undoneBy: principal.id, undoneAt: at });
    await appendAudit(tx, {
      actor: principal,
      ...subjectOf(request),
      reason: request.reason,
      at,
      action: 'erasure.undo',
    });
    return findErasureView(tx, erasureId);
  });
}
