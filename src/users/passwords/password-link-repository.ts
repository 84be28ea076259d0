import { IsNull, MoreThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { PasswordLink } from '../../database/entities/users/password-link';

/** Replaces the user's earlier link; expires after `hours` by the database's clock. */
export async function savePasswordLink(
  tx: EntityManager,
  { userId, secretHash, hours }: { userId: string; secretHash: Buffer; hours: number },
): Promise<void> {
  await tx
    .createQueryBuilder()
    .insert()
    .into(PasswordLink)
    .values({
      userId,
      secretHash,
      expiresAt: () => `now() + make_interval(hours => ${hours})`,
      usedAt: null,
    })
    .orUpdate(['secret_hash', 'expires_at', 'used_at'], ['user_id'])
    .execute();
}

/** With its user; null for an unknown link and for one of a removed user. */
export function findPasswordLink(
  manager: EntityManager,
  secretHash: Buffer,
): Promise<PasswordLink | null> {
  return manager.findOne(PasswordLink, {
    where: { secretHash, user: { removedAt: IsNull() } },
    relations: { user: true },
  });
}

/** False when it was used or replaced meanwhile, or has expired. */
export async function markPasswordLinkUsed(
  tx: EntityManager,
  secretHash: Buffer,
  at: Date,
): Promise<boolean> {
  const open = { secretHash, usedAt: IsNull(), expiresAt: MoreThan(at) };
  const { affected } = await tx.update(PasswordLink, open, { usedAt: at });
  return affected === 1;
}

export async function deletePasswordLink(tx: EntityManager, userId: string): Promise<void> {
  await tx.delete(PasswordLink, { userId });
}
