import { IANAZone } from 'luxon';
import type { EntityManager } from 'typeorm';
import { User } from '../database/entities/users/user';
import { WeeklyHours } from '../database/entities/sessions/weekly-hours';
import { hashPassword } from './password';
import { findUserByEmail } from './user-repository';
import type { Role } from '../enums';

export interface NewUser {
  email: string;
  fullName: string;
  role: Role;
  /** In the clear, or already hashed by `hashPassword` when many people are added at once. */
  password: string | { hash: string };
  /** IANA name; `Asia/Jakarta` unless given. */
  timezone?: string;
  /** When a psychologist takes sessions, on the wall clock of their time zone. */
  hours?: 'around-the-clock' | readonly WeeklyInterval[];
}

type WeeklyInterval = Pick<WeeklyHours, 'weekday' | 'startMinute' | 'endMinute'>;

const AROUND_THE_CLOCK: readonly WeeklyInterval[] = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  weekday,
  startMinute: 0,
  endMinute: 1440,
}));

/** Adds a person and returns their id; a person who is there already stays as they are. */
export async function addUser(manager: EntityManager, person: NewUser): Promise<string> {
  const known = await findUserByEmail(manager, person.email);
  if (known !== null) return known.id;
  const { timezone = 'Asia/Jakarta', password } = person;
  if (!IANAZone.isValidZone(timezone)) throw new RangeError(`There is no time zone "${timezone}"`);
  const passwordHash = typeof password === 'string' ? await hashPassword(password) : password.hash;
  return manager.transaction(async (tx) => {
    const added = await tx
      .createQueryBuilder()
      .insert()
      .into(User)
      .values({
        email: person.email.toLowerCase(),
        fullName: person.fullName,
        role: person.role,
        passwordHash,
        timezone,
      })
      .orIgnore()
      .returning('id')
      .execute();
    const [row] = added.raw as { id: string }[];
    if (row === undefined) return idOfConcurrentInsert(tx, person.email);
    await addHours(tx, row.id, person.hours ?? []);
    return row.id;
  });
}

async function idOfConcurrentInsert(tx: EntityManager, email: string): Promise<string> {
  const rival = await findUserByEmail(tx, email);
  if (rival === null) throw new Error('A person was removed while being added');
  return rival.id;
}

async function addHours(
  tx: EntityManager,
  psychologistId: string,
  hours: 'around-the-clock' | readonly WeeklyInterval[],
): Promise<void> {
  const stretches = hours === 'around-the-clock' ? AROUND_THE_CLOCK : hours;
  if (stretches.length === 0) return;
  await tx.insert(
    WeeklyHours,
    stretches.map((stretch) => ({ ...stretch, psychologistId })),
  );
}
