import { z } from 'zod';
import { isRowId } from '../../ids';
import { appendAudit } from '../../users/audit/audit-repository';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { RetentionServices } from '../retention-services';
import { findErasures } from './erasure-repository';
import { viewErasures } from './erasure-view';
import type { ErasureView } from './erasure-view';

export const erasuresSchema = z.object({
  /** Requests older than the one with this id. */
  before: z.string().refine(isRowId, 'must be an id, a whole number').optional(),
  limit: z.coerce.number('must be a number').int().min(1).max(200).default(50),
});

/** Requests of erasures for the team, newest first; viewing them is audited. */
export async function listErasures(
  { db, clock }: Pick<RetentionServices, 'db' | 'clock'>,
  principal: Principal,
  input: z.output<typeof erasuresSchema>,
): Promise<ErasureView[]> {
  requireRole(principal, 'team');
  const { manager } = db.source;
  const at = new Date(clock.now());
  await appendAudit(manager, { actor: principal, action: 'erasure.list', at });
  return viewErasures(manager, await findErasures(manager, input));
}
