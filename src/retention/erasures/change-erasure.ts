import { z } from 'zod';
import { inTransaction } from '../../database/in-transaction';
import type { ErasureRequest } from '../../database/entities/retention/erasure-request';
import type { AuditedAction } from '../../audited-actions';
import { AppError } from '../../errors';
import { isRowId } from '../../ids';
import { appendAudit } from '../../users/audit/audit-repository';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { RetentionServices } from '../retention-services';
import { lockErasure, updateErasure } from './erasure-repository';
import { findErasureView, subjectOf } from './erasure-view';
import type { ErasureView } from './erasure-view';

export const erasureSchema = z.object({ erasureId: z.string() });
export type ErasureInput = z.infer<typeof erasureSchema>;

interface ErasureChange {
  action: AuditedAction;
  /** What changes in the request at this time; throws when it may not. */
  decide: (request: ErasureRequest, at: Date) => Partial<ErasureRequest>;
}

/** A team member's decision about a request, audited. Throws `erasure-not-found` and what `decide` throws. */
export async function changeErasure(
  { db, clock }: Pick<RetentionServices, 'db' | 'clock'>,
  principal: Principal,
  { erasureId, action, decide }: ErasureInput & ErasureChange,
): Promise<ErasureView> {
  requireRole(principal, 'team');
  if (!isRowId(erasureId)) throw new AppError('erasure-not-found');
  const at = new Date(clock.now());
  return inTransaction(db, async (tx) => {
    const request = await lockErasure(tx, erasureId);
    if (!request) throw new AppError('erasure-not-found');
    await updateErasure(tx, erasureId, decide(request, at));
    const subject = subjectOf(request);
    await appendAudit(tx, { actor: principal, ...subject, reason: request.reason, at, action });
    return findErasureView(tx, erasureId);
  });
}
