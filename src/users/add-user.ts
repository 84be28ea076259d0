import { IANAZone } from 'luxon';
import type { EntityManager } from 'typeorm';
import { hashPassword } from './passwords/password';
import { findUserByEmail, insertUser } from './user-repository';
import { replaceWeeklyHours } from './weekly-hours-repository';
import type { WeeklyInterval } from './weekly-hours-repository';
import type { Role } from '../enums';

export interface NewUser {
  email: string;
  fullName: string;
  role: Role;
  /** Plain text and the work factor of its hash, or a hash by `hashPassword`. */
  password: { text: string; cost: number } | { hash: string };
  /** IANA name; default `Asia/Jakarta`. */
  timezone?: string;
  /** Weekly hours of a psychologist in `timezone`. */
  hours?: 'around-the-clock' | readonly WeeklyInterval[];
}

const AROUND_THE_CLOCK: readonly WeeklyInterval[] = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  weekday,
  startMinute: 0,
  endMinute: 1440,
}));

/** Returns the id of the new or existing user; an existing user is not changed. */
export async function addUser(manager: EntityManager, user: NewUser): Promise<string> {
  const existing = await findUserByEmail(manager, user.email);
  if (existing !== null) return existing.id;
  const { timezone = 'Asia/Jakarta', password } = user;
  if (!IANAZone.isValidZone(timezone)) throw new RangeError(`Unknown time zone "${timezone}"`);
  const passwordHash =
    'hash' in password ? password.hash : await hashPassword(password.text, password.cost);
  return manager.transaction(async (tx) => {
    const id = await insertUser(tx, {
      email: user.email.toLowerCase(),
      fullName: user.fullName,
      role: user.role,
      passwordHash,
      timezone,
    });
    if (id === undefined) return idOfConcurrentInsert(tx, user.email);
    const hours = user.hours === 'around-the-clock' ? AROUND_THE_CLOCK : (user.hours ?? []);
    await replaceWeeklyHours(tx, id, hours);
    return id;
  });
}

async function idOfConcurrentInsert(tx: EntityManager, email: string): Promise<string> {
  const existing = await findUserByEmail(tx, email);
  if (existing === null) throw new Error('User not found after a concurrent insert');
  return existing.id;
}
