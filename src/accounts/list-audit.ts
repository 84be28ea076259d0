import { z } from 'zod';
import type { Clock } from '../clock';
import type { Db } from '../database/db';
import type { AuditEntry } from '../database/entities/users/audit-entry';
import { AUDITED_ACTIONS } from '../audited-actions';
import type { AuditedAction } from '../audited-actions';
import type { Role } from '../enums';
import { isRowId } from '../ids';
import { findAccount } from '../users/account-repository';
import { appendAudit, findAuditEntries } from '../users/audit/audit-repository';
import { requireRole } from '../users/principal';
import type { Principal } from '../users/principal';

const id = z.string().refine(isRowId, 'must be an id, a whole number');
const instant = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-01-31T08:00:00Z' })
  .transform((text) => new Date(text));

export const auditSchema = z.object({
  action: z.enum(AUDITED_ACTIONS, 'must be an action of the audit log').optional(),
  actorId: id.optional(),
  userId: id.optional(),
  conversationId: id.optional(),
  sessionId: z.uuid('must be the id of a session').optional(),
  from: instant.optional(),
  to: instant.optional(),
  /** Entries older than the one with this id. */
  before: id.optional(),
  limit: z.coerce.number('must be a number').int().min(1).max(200).default(50),
});

export interface AuditView {
  id: string;
  at: string;
  action: AuditedAction;
  /** Null for an operator. */
  actor: { id: string; fullName: string; role: Role } | null;
  operator: string | null;
  user: { id: string; fullName: string } | null;
  sessionId: string | null;
  conversationId: string | null;
  reason: string | null;
  network: string | null;
}

/** Entries of the audit log for the team, newest first; each read of it is an entry itself. */
export async function listAudit(
  { db, clock }: { db: Db; clock: Clock },
  principal: Principal,
  input: z.output<typeof auditSchema>,
): Promise<AuditView[]> {
  requireRole(principal, 'team');
  const { manager } = db.source;
  const at = new Date(clock.now());
  const { userId, sessionId, conversationId } = input;
  const isKnownUser = userId !== undefined && (await findAccount(manager, userId)) !== null;
  await appendAudit(manager, {
    ...{ actor: principal, action: 'audit.read', at },
    ...(isKnownUser ? { userId } : {}),
    ...(sessionId ? { sessionId } : {}),
  });
  const entries = await findAuditEntries(manager, { ...input, conversationId });
  return entries.map((entry) => ({
    id: entry.id,
    at: entry.at.toISOString(),
    action: entry.action as AuditedAction,
    actor: actorOf(entry),
    operator: entry.operator,
    user: entry.personId ? { id: entry.personId, fullName: entry.person?.fullName ?? '' } : null,
    sessionId: entry.subjectId,
    conversationId: entry.conversationId,
    reason: entry.reason,
    network: entry.network,
  }));
}

function actorOf({ actorId, actor }: AuditEntry): AuditView['actor'] {
  if (actorId === null) return null;
  return { id: actorId, fullName: actor?.fullName ?? '', role: actor?.role ?? 'team' };
}
