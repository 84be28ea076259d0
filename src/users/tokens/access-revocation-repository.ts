import { Raw } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { AccessRevocation } from '../../database/entities/users/access-revocation';

/** Also deletes those that every process has read long ago. */
export async function insertRevocation(tx: EntityManager, userId: string): Promise<void> {
  await tx.insert(AccessRevocation, { userId });
  await tx.delete(AccessRevocation, { at: Raw((at) => `${at} < now() - interval '1 hour'`) });
}

/** Those of the last minutes: one becomes visible when its transaction ends, later than its time. */
export function findLatestRevocations(manager: EntityManager): Promise<AccessRevocation[]> {
  return manager.findBy(AccessRevocation, {
    at: Raw((at) => `${at} > now() - interval '5 minutes'`),
  });
}
