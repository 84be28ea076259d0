import { In, IsNull, Not } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { User } from '../database/entities/users/user';
import type { Role } from '../enums';

type NewRow = Pick<User, 'email' | 'fullName' | 'role' | 'passwordHash' | 'timezone'>;

/** Returns the id; undefined when the email address is taken. */
export async function insertUser(tx: EntityManager, user: NewRow): Promise<string | undefined> {
  const added = await tx
    .createQueryBuilder()
    .insert()
    .into(User)
    .values(user)
    .orIgnore()
    .returning('id')
    .execute();
  const [row] = added.raw as { id: string }[];
  return row?.id;
}

/** Null for unknown and removed users. */
export function findUser(manager: EntityManager, id: string): Promise<User | null> {
  return manager.findOneBy(User, { id, removedAt: IsNull() });
}

/** Also of a removed user; undefined for an unknown one. */
export async function findRole(manager: EntityManager, id: string): Promise<Role | undefined> {
  const user = await manager.findOne(User, { select: { id: true, role: true }, where: { id } });
  return user?.role;
}

/** Email addresses are case-insensitive. */
export function findUserByEmail(manager: EntityManager, email: string): Promise<User | null> {
  return manager.findOneBy(User, { email: email.toLowerCase() });
}

/** `emails` must be lower case. */
export function findUsersByEmail(
  manager: EntityManager,
  emails: readonly string[],
): Promise<User[]> {
  return manager.findBy(User, { email: In([...emails]) });
}

/** A hash that was replaced meanwhile stays as it is. */
export async function recordSignIn(
  manager: EntityManager,
  { id, passwordHash }: Pick<User, 'id' | 'passwordHash'>,
  { at, newHash }: { at: Date; newHash?: string },
): Promise<void> {
  await manager.update(User, { id }, { signedInAt: at });
  if (newHash) await manager.update(User, { id, passwordHash }, { passwordHash: newHash });
}

export async function updatePassword(
  tx: EntityManager,
  id: string,
  passwordHash: string,
): Promise<void> {
  await tx.update(User, { id }, { passwordHash });
}

/** Whether a member of the team exists who has set a password and is not blocked. */
export function hasActiveTeamMember(manager: EntityManager): Promise<boolean> {
  return manager.existsBy(User, {
    role: 'team',
    removedAt: IsNull(),
    blockedAt: IsNull(),
    passwordHash: Not(''),
  });
}

/** Without unknown and removed users. */
export function findUsers(manager: EntityManager, ids: string[]): Promise<User[]> {
  return manager.findBy(User, { id: In(ids), removedAt: IsNull() });
}

/** Replaces the name of a removed user. */
const REMOVED_NAME = '—';

/**
 * Removes what identifies a user and lets them sign in; the id stays. Returns the role, also of a
 * user removed before; undefined for an unknown id.
 */
export async function anonymiseUser(
  tx: EntityManager,
  id: string,
  at: Date,
): Promise<Role | undefined> {
  const result = await tx
    .createQueryBuilder()
    .update(User)
    .set({
      removedAt: () => 'coalesce(removed_at, :at)',
      fullName: REMOVED_NAME,
      passwordHash: '',
      email: `removed-${id}@removed.invalid`,
      timezone: () => 'DEFAULT',
    })
    .where({ id })
    .setParameters({ at })
    .returning(['role'])
    .execute();
  const [row] = result.raw as Pick<User, 'role'>[];
  return row?.role;
}

/** Ids of all users of a role who can sign in. */
export async function findIdsOfRole(manager: EntityManager, role: Role): Promise<string[]> {
  const users = await manager.find(User, {
    select: { id: true },
    where: { role, removedAt: IsNull() },
  });
  return users.map(({ id }) => id);
}

export async function updateTimezone(
  tx: EntityManager,
  userId: string,
  timezone: string,
): Promise<void> {
  await tx.update(User, { id: userId }, { timezone });
}
