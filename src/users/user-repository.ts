import { In, IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { User } from '../database/entities/users/user';

/** Null for unknown and removed users. */
export function findUser(manager: EntityManager, id: string): Promise<User | null> {
  return manager.findOneBy(User, { id, removedAt: IsNull() });
}

/** E-mail addresses are case-insensitive. */
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

/** Without unknown and removed users. */
export function findUsers(manager: EntityManager, ids: string[]): Promise<User[]> {
  return manager.findBy(User, { id: In(ids), removedAt: IsNull() });
}
