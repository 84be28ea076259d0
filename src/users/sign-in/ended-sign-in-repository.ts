import { Raw } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { EndedSignIn } from '../../database/entities/users/ended-sign-in';

type NewRow = Pick<EndedSignIn, 'signInId' | 'userId' | 'forgetAt'>;

/** Records a sign-out and deletes those whose tokens have all expired. */
export async function endSignIn(tx: EntityManager, ended: NewRow): Promise<void> {
  await tx.createQueryBuilder().insert().into(EndedSignIn).values(ended).orIgnore().execute();
  await tx.delete(EndedSignIn, { forgetAt: Raw((column) => `${column} < now()`) });
}
