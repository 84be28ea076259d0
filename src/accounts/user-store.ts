import type { EntityManager } from 'typeorm';
import { User } from '../db/entities/user';

export function findUser(manager: EntityManager, id: string): Promise<User | null> {
  return manager.findOneBy(User, { id });
}

/** E-mail addresses are the same person's whatever their case. */
export function findUserByEmail(manager: EntityManager, email: string): Promise<User | null> {
  return manager.findOneBy(User, { email: email.toLowerCase() });
}
