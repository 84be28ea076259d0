import type { EntityManager } from 'typeorm';
import type { Role } from '../enums';

/** Replaces the name of an erased user. */
const ERASED_NAME = '—';

/**
 * Removes everything that identifies a user; the id stays. Returns the role, also of a user
 * removed before; undefined for an unknown id.
 */
export async function anonymiseUser(
  tx: EntityManager,
  userId: string,
  at: Date,
): Promise<Role | undefined> {
  const [[row]] = await tx.query<[{ role: Role }[], number]>(
    `UPDATE users SET removed_at = coalesce(removed_at, $2), full_name = $3, password_hash = '',
       email = 'removed-' || id || '@removed.invalid', timezone = DEFAULT
     WHERE id = $1 RETURNING role`,
    [userId, at, ERASED_NAME],
  );
  if (!row) return undefined;
  await tx.query('DELETE FROM weekly_hours WHERE psychologist_id = $1', [userId]);
  await tx.query('DELETE FROM push_subscriptions WHERE user_id = $1', [userId]);
  await tx.query('DELETE FROM time_off WHERE psychologist_id = $1', [userId]);
  return row.role;
}
