import type { EntityManager } from 'typeorm';

/** Records a sign-out and deletes those whose tokens have all expired. */
export async function endSignIn(
  manager: EntityManager,
  signInId: string,
  forgetAt: Date,
): Promise<void> {
  await manager.query(
    `WITH expired AS (DELETE FROM ended_sign_ins WHERE forget_at < now())
     INSERT INTO ended_sign_ins (sign_in_id, forget_at) VALUES ($1, $2)
     ON CONFLICT (sign_in_id) DO NOTHING`,
    [signInId, forgetAt],
  );
}

export async function hasSignInEnded(manager: EntityManager, signInId: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    'SELECT 1 FROM ended_sign_ins WHERE sign_in_id = $1',
    [signInId],
  );
  return rows.length > 0;
}
