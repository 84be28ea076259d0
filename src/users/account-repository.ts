import { IsNull, Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { EndedSignIn } from '../database/entities/users/ended-sign-in';
import { User } from '../database/entities/users/user';

/** A user with their ended sign-ins; null for unknown and removed users. */
export async function findAccount(manager: EntityManager, id: string): Promise<User | null> {
  return (
    manager
      .createQueryBuilder(User, 'user')
      // Sign-outs stored before they named their user count for everyone, for half a day.
      .leftJoinAndMapMany(
        'user.endedSignIns',
        EndedSignIn,
        'ended',
        'ended.userId = user.id OR ended.userId IS NULL',
      )
      .where({ id, removedAt: IsNull() })
      .getOne()
  );
}

/** All tokens issued so far are revoked; false for unknown and removed users. */
export async function revokeTokensBefore(
  tx: EntityManager,
  id: string,
  at: Date,
): Promise<boolean> {
  const { affected } = await tx.update(User, { id, removedAt: IsNull() }, { tokensValidFrom: at });
  return affected === 1;
}

export async function updateBlocked(
  tx: EntityManager,
  id: string,
  blockedAt: Date | null,
): Promise<'changed' | 'unchanged' | 'unknown'> {
  const known = { id, removedAt: IsNull() };
  const changed = { ...known, blockedAt: blockedAt === null ? Not(IsNull()) : IsNull() };
  const { affected } = await tx.update(User, changed, { blockedAt });
  if (affected === 1) return 'changed';
  return (await tx.existsBy(User, known)) ? 'unchanged' : 'unknown';
}
