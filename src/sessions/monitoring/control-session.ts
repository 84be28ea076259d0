import { z } from 'zod';
import type { EntityManager } from 'typeorm';
import { appendAudit } from '../../users/audit/audit-repository';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import { inTransaction, violatedConstraint } from '../../database/in-transaction';
import { AppError } from '../../errors';
import { startOrEndSession } from '../start-or-end-session';
import { cancelCounselingIn } from '../booking/cancel-counseling';
import { findCounseling } from '../booking/counseling-repository';
import type { SessionServices } from '../session-services';
import { findSession } from '../session-repository';
import { viewSession } from '../session-view';
import type { SessionView } from '../session-view';

export const teamCancelSchema = z.object({
  reason: z
    .string('is required')
    .trim()
    .min(1, 'must not be empty')
    .max(500, 'must have at most 500 characters'),
});

export type SessionControl =
  | { action: 'start' | 'end'; sessionId: string }
  | { action: 'cancel'; sessionId: string; reason: string };

/** Starts, ends or cancels a session for the team (C-11, C-12); every action is audited. */
export async function controlSession(
  services: SessionServices,
  principal: Principal,
  input: SessionControl,
): Promise<SessionView> {
  requireRole(principal, 'team');
  const { manager } = services.db.source;
  const session = await findSession(manager, input.sessionId);
  if (!session) throw new AppError('session-not-found');
  const transaction = inTransaction(services.db, async (tx) => {
    await applyControl(tx, services, { principal, input, counselingId: session.counselingId });
    await appendAudit(tx, {
      actor: principal,
      action: `session.${input.action}`,
      sessionId: session.id,
      at: new Date(services.clock.now()),
    });
  });
  await transaction.catch((error: unknown) => {
    // A unique index allows one active session per client, also for concurrent starts.
    const taken = violatedConstraint(error) === 'chat_sessions_one_active_per_client';
    throw taken ? new AppError('client-already-active', { cause: error }) : error;
  });
  const after = await findSession(manager, session.id);
  return viewSession(after ?? session, services.clock.now());
}

async function applyControl(
  tx: EntityManager,
  services: SessionServices,
  {
    principal,
    input,
    counselingId,
  }: { principal: Principal; input: SessionControl; counselingId: string },
): Promise<void> {
  if (input.action !== 'cancel') {
    await startOrEndSession(tx, services, {
      sessionId: input.sessionId,
      event: input.action,
      principal,
    });
    return;
  }
  const counseling = await findCounseling(tx, counselingId);
  if (!counseling) throw new AppError('counseling-not-found');
  await cancelCounselingIn(tx, services, { counseling, principal, reason: input.reason });
}
