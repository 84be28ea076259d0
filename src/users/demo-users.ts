import type { EntityManager } from 'typeorm';
import type { Db } from '../database/db';
import { addUser } from './add-user';
import { addAssignment, wasEverAssigned } from './assignment-repository';
import type { NewUser } from './add-user';
import { findUsersByEmail } from './user-repository';

/** Known to everyone who reads the README: never for a system that real people use. */
export const DEMO_PASSWORD = 'ruang-diri';

type DemoUser = Omit<NewUser, 'password'>;

export const DEMO_USERS: readonly DemoUser[] = [
  { email: 'client@demo.test', fullName: 'Citra Lestari', role: 'client' },
  { email: 'client2@demo.test', fullName: 'Bagas Pratama', role: 'client' },
  {
    email: 'psychologist@demo.test',
    fullName: 'Putri Maharani',
    role: 'psychologist',
    hours: 'around-the-clock',
  },
  {
    email: 'psychologist2@demo.test',
    fullName: 'Panji Nugroho',
    role: 'psychologist',
    hours: 'around-the-clock',
  },
  { email: 'team@demo.test', fullName: 'Tari Wulandari', role: 'team' },
];

/** Who cares for whom among them, by e-mail. */
const DEMO_ASSIGNMENTS = [
  ['client@demo.test', 'psychologist@demo.test'],
  ['client2@demo.test', 'psychologist2@demo.test'],
] as const;

/** Adds the people with whom the product can be tried; those already there stay as they are. */
export async function seedDemoUsers(manager: EntityManager): Promise<void> {
  const ids = new Map<string, string>();
  for (const person of DEMO_USERS) {
    ids.set(person.email, await addUser(manager, { ...person, password: DEMO_PASSWORD }));
  }
  for (const [client, psychologist] of DEMO_ASSIGNMENTS) {
    const people = { clientId: ids.get(client) ?? '', psychologistId: ids.get(psychologist) ?? '' };
    // One that was ended by hand stays ended.
    if (await wasEverAssigned(manager, people.clientId)) continue;
    await addAssignment(manager, people, { at: new Date(), by: null });
  }
}

export interface DemoUserView extends Pick<DemoUser, 'email' | 'fullName' | 'role'> {
  password: string;
}

/** Whom one may try the product as: those of the demo people who are here, and nobody in production. */
export async function listDemoUsers(services: {
  db: Db;
  production: boolean;
}): Promise<DemoUserView[]> {
  if (services.production) return [];
  const emails = DEMO_USERS.map((person) => person.email);
  const here = await findUsersByEmail(services.db.source.manager, emails);
  return emails.flatMap((email) => {
    const found = here.find((user) => user.email === email);
    if (found === undefined) return [];
    return { email, fullName: found.fullName, role: found.role, password: DEMO_PASSWORD };
  });
}
