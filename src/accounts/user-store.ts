import { In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { User } from '../db/entities/user';

export function findUser(manager: EntityManager, id: string): Promise<User | null> {
  return manager.findOneBy(User, { id });
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
