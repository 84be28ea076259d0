import type { EntityManager } from 'typeorm';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { insertRevocation } from './access-revocation-repository';
import { revokeTokensBefore } from '../account-repository';

/** Makes every process, and Ably, authenticate the user again; what is still valid stays so. */
export async function recheckAccessOf(tx: EntityManager, userId: string): Promise<void> {
  await insertRevocation(tx, userId);
  await appendEvents(tx, [{ kind: 'access.revoked', userId }]);
}

/** Revokes all tokens of a user; false for an unknown one. */
export async function revokeAllAccess(
  tx: EntityManager,
  userId: string,
  at: Date,
): Promise<boolean> {
  if (!(await revokeTokensBefore(tx, userId, at))) return false;
  await recheckAccessOf(tx, userId);
  return true;
}
