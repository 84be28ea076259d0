import { z } from 'zod';
import type { Clock } from '../clock';
import type { Db } from '../database/db';
import { inTransaction } from '../database/in-transaction';
import { AppError } from '../errors';
import { isRowId } from '../ids';
import { updateBlocked } from '../users/account-repository';
import { auditReason } from '../users/audit/audit-reason';
import { appendAudit } from '../users/audit/audit-repository';
import { requireRole } from '../users/principal';
import type { Principal } from '../users/principal';
import { recheckAccessOf, revokeAllAccess } from '../users/tokens/revoke-access';

export interface AccountServices {
  db: Db;
  clock: Clock;
  revocations: { revoked(userId: string): void };
}

export const signOutUserSchema = z.object({ userId: z.string(), reason: auditReason });
export const blockSchema = z.object({
  userId: z.string(),
  blocked: z.boolean('must be true or false'),
  reason: auditReason,
});

export interface BlockView {
  userId: string;
  blocked: boolean;
}

/** Revokes all tokens of the caller, this one included. */
export async function signOutEverywhere(
  { db, revocations }: AccountServices,
  principal: Principal,
): Promise<void> {
  // The time of the process that issues tokens, to which their times are compared.
  const at = new Date();
  await inTransaction(db, async (tx) => {
    await revokeAllAccess(tx, principal.id, at);
    await appendAudit(tx, { actor: principal, action: 'account.sign-out-everywhere', at });
  });
  revocations.revoked(principal.id);
}

/** Same for another user, by the team: a device was lost or a token stolen. */
export async function signOutUser(
  { db, clock, revocations }: AccountServices,
  principal: Principal,
  { userId, reason }: z.infer<typeof signOutUserSchema>,
): Promise<{ userId: string }> {
  requireTeamFor(principal, userId);
  await inTransaction(db, async (tx) => {
    if (!(await revokeAllAccess(tx, userId, new Date()))) throw new AppError('person-not-found');
    await appendAudit(tx, {
      ...{ actor: principal, userId, reason, at: new Date(clock.now()) },
      action: 'account.sign-out',
    });
  });
  revocations.revoked(userId);
  return { userId };
}

/** Denies or allows a user every access, sign-ins included; a repeat changes nothing. */
export async function blockUser(
  { db, clock, revocations }: AccountServices,
  principal: Principal,
  { userId, blocked, reason }: z.infer<typeof blockSchema>,
): Promise<BlockView> {
  requireTeamFor(principal, userId);
  if (userId === principal.id) {
    throw new AppError('forbidden', { message: 'Ask a colleague to block you' });
  }
  const at = new Date(clock.now());
  await inTransaction(db, async (tx) => {
    const outcome = await updateBlocked(tx, userId, blocked ? at : null);
    if (outcome === 'unknown') throw new AppError('person-not-found');
    if (outcome === 'unchanged') return;
    // Tokens from before the block stay revoked after it.
    if (blocked) await revokeAllAccess(tx, userId, new Date());
    else await recheckAccessOf(tx, userId);
    const action = blocked ? 'account.block' : 'account.unblock';
    await appendAudit(tx, { actor: principal, action, userId, reason, at });
  });
  revocations.revoked(userId);
  return { userId, blocked };
}

function requireTeamFor(principal: Principal, userId: string): void {
  requireRole(principal, 'team');
  if (!isRowId(userId)) throw new AppError('person-not-found');
}
