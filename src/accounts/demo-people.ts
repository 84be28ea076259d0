import type { EntityManager } from 'typeorm';
import type { Db } from '../db/db';
import { addPerson } from './add-person';
import { addAssignment, wasEverAssigned } from './assignment-store';
import type { NewPerson } from './add-person';
import { findUsersByEmail } from './user-store';

/** Known to everyone who reads the README: never for a system that real people use. */
export const DEMO_PASSWORD = 'ruang-diri';

type DemoPerson = Omit<NewPerson, 'password'>;

export const DEMO_PEOPLE: readonly DemoPerson[] = [
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
export async function seedDemoPeople(manager: EntityManager): Promise<void> {
  const ids = new Map<string, string>();
  for (const person of DEMO_PEOPLE) {
    ids.set(person.email, await addPerson(manager, { ...person, password: DEMO_PASSWORD }));
  }
  for (const [client, psychologist] of DEMO_ASSIGNMENTS) {
    const people = { clientId: ids.get(client) ?? '', psychologistId: ids.get(psychologist) ?? '' };
    // One that was ended by hand stays ended.
    if (await wasEverAssigned(manager, people.clientId)) continue;
    await addAssignment(manager, people, { at: new Date(), by: null });
  }
}

export interface DemoPersonView extends Pick<DemoPerson, 'email' | 'fullName' | 'role'> {
  password: string;
}

/** Whom one may try the product as: those of the demo people who are here, and nobody in production. */
export async function listDemoPeople(services: {
  db: Db;
  production: boolean;
}): Promise<DemoPersonView[]> {
  if (services.production) return [];
  const emails = DEMO_PEOPLE.map((person) => person.email);
  const here = await findUsersByEmail(services.db.source.manager, emails);
  return emails.flatMap((email) => {
    const found = here.find((user) => user.email === email);
    if (found === undefined) return [];
    return { email, fullName: found.fullName, role: found.role, password: DEMO_PASSWORD };
  });
}
