import { Raw } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { EndedSignIn } from '../database/entities/users/ended-sign-in';

/** Records a sign-out and deletes those whose tokens have all expired. */
export async function endSignIn(
  manager: EntityManager,
  signInId: string,
  forgetAt: Date,
): Promise<void> {
  await manager
    .createQueryBuilder()
    .insert()
    .into(EndedSignIn)
    .values({ signInId, forgetAt })
    .orIgnore()
    .execute();
  await manager.delete(EndedSignIn, { forgetAt: Raw((column) => `${column} < now()`) });
}

export function hasSignInEnded(manager: EntityManager, signInId: string): Promise<boolean> {
  return manager.existsBy(EndedSignIn, { signInId });
}
