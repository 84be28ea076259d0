import { z } from 'zod';
import type { EntityManager } from 'typeorm';
import { lockForTransaction } from '../../database/advisory-lock-repository';
import { inTransaction, violatedConstraint } from '../../database/in-transaction';
import type { ErasureRefusal } from '../../enums';
import { AppError } from '../../errors';
import { isRowId, isUuid } from '../../ids';
import { hasUpcomingCounseling } from '../../sessions/booking/counseling-repository';
import { findConversationOf } from '../../sessions/session-repository';
import { auditReason } from '../../users/audit/audit-reason';
import { appendAudit } from '../../users/audit/audit-repository';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import { findRole } from '../../users/user-repository';
import { lockErasable } from '../erase-conversation-data';
import type { RetentionServices } from '../retention-services';
import { countErasuresSince, insertErasure } from './erasure-repository';
import type { Subject } from './erasure-repository';
import { findErasureView } from './erasure-view';
import type { ErasureView } from './erasure-view';

const DAY_MS = 86_400_000;

export const requestErasureSchema = z.object({ conversationId: z.string(), reason: auditReason });
export const requestSessionErasureSchema = z.object({ sessionId: z.string(), reason: auditReason });
export const requestRemovalSchema = z.object({ userId: z.string(), reason: auditReason });

type ErasureInput =
  | z.infer<typeof requestErasureSchema>
  | z.infer<typeof requestSessionErasureSchema>
  | z.infer<typeof requestRemovalSchema>;

type Services = Pick<RetentionServices, 'db' | 'clock' | 'rules'>;

/**
 * Requests, for the team, the erasure of a conversation or the removal of a user (C-26); audited.
 * Nothing is erased before another team member approved it and the delay has passed. Throws what
 * prevents it today, such as `conversation-held` or `person-in-use`.
 */
export async function requestErasure(
  { db, clock, rules }: Services,
  principal: Principal,
  input: ErasureInput,
): Promise<ErasureView> {
  requireRole(principal, 'team');
  const at = new Date(clock.now());
  const { reason } = input;
  try {
    return await inTransaction(db, async (tx) => {
      const subject = await resolveSubject(tx, principal, input);
      await requireWithinLimit(tx, { limit: rules.erasureLimit, at });
      const refusal = await refusalOf(tx, subject, at);
      if (refusal) throw new AppError(refusal);
      const request = { ...subject, reason, requestedBy: principal.id, requestedAt: at };
      const id = await insertErasure(tx, request);
      await appendAudit(tx, {
        actor: principal,
        ...subject,
        reason,
        at,
        action: 'erasure.request',
      });
      return findErasureView(tx, id);
    });
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint?.startsWith('erasure_requests_open_')) throw new AppError('erasure-requested');
    throw error;
  }
}

async function resolveSubject(
  tx: EntityManager,
  principal: Principal,
  input: ErasureInput,
): Promise<Subject> {
  if ('userId' in input) {
    if (!isRowId(input.userId)) throw new AppError('person-not-found');
    if (input.userId !== principal.id) return { userId: input.userId };
    throw new AppError('forbidden', { message: 'Ask a colleague to remove you' });
  }
  if ('conversationId' in input) {
    if (!isRowId(input.conversationId)) throw new AppError('conversation-not-found');
    return { conversationId: input.conversationId };
  }
  const { sessionId } = input;
  const conversationId = isUuid(sessionId) ? await findConversationOf(tx, sessionId) : null;
  if (conversationId === null) throw new AppError('session-not-found');
  return { conversationId };
}

/** One after the other, so that requests at the same moment cannot exceed it. */
async function requireWithinLimit(
  tx: EntityManager,
  { limit, at }: { limit: number; at: Date },
): Promise<void> {
  if (limit === 0) return;
  await lockForTransaction(tx, { erasure: ['limit'] });
  const since = new Date(at.getTime() - DAY_MS);
  if ((await countErasuresSince(tx, since)) >= limit) throw new AppError('erasure-limit');
}

async function refusalOf(
  tx: EntityManager,
  { conversationId, userId }: Subject,
  at: Date,
): Promise<ErasureRefusal | undefined> {
  if (conversationId !== undefined) {
    const erasable = await lockErasable(tx, conversationId);
    return typeof erasable === 'string' ? erasable : undefined;
  }
  if (!(await findRole(tx, userId))) return 'person-not-found';
  return (await hasUpcomingCounseling(tx, userId, at)) ? 'person-in-use' : undefined;
}
