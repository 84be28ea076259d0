import { In, IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { User } from '../database/entities/users/user';

/** Null: nobody, or somebody who was removed. */
export function findUser(manager: EntityManager, id: string): Promise<User | null> {
  return manager.findOneBy(User, { id, removedAt: IsNull() });
}

/** E-mail addresses are the same person's whatever their case. */
export function findUserByEmail(manager: EntityManager, email: string): Promise<User | null> {
  return manager.findOneBy(User, { email: email.toLowerCase() });
}

/** Addresses are given in lower case. */
export function findUsersByEmail(
  manager: EntityManager,
  emails: readonly string[],
): Promise<User[]> {
  return manager.findBy(User, { email: In([...emails]) });
}

/** Those of the ids who are here and were not removed. */
export function findUsers(manager: EntityManager, ids: string[]): Promise<User[]> {
  return manager.findBy(User, { id: In(ids), removedAt: IsNull() });
}
