import type { EntityManager } from 'typeorm';
import type { Db } from '../database/db';
import { addUser } from './add-user';
import { addAssignment, wasEverAssigned } from './assignment-repository';
import type { NewUser } from './add-user';
import { findUsersByEmail } from './user-repository';

/** Public in the README: never for a production system. */
export const DEMO_PASSWORD = 'ruang-diri';

/** The password is public, so that a slow hash would protect nothing. */
const DEMO_COST = 14;

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

/** By email. */
const DEMO_ASSIGNMENTS = [
  ['client@demo.test', 'psychologist@demo.test'],
  ['client2@demo.test', 'psychologist2@demo.test'],
] as const;

/** Adds the demo users; existing ones are not changed. */
export async function seedDemoUsers(manager: EntityManager): Promise<void> {
  const ids = new Map<string, string>();
  const password = { text: DEMO_PASSWORD, cost: DEMO_COST };
  for (const user of DEMO_USERS) {
    ids.set(user.email, await addUser(manager, { ...user, password }));
  }
  for (const [client, psychologist] of DEMO_ASSIGNMENTS) {
    const assignment = {
      clientId: ids.get(client) ?? '',
      psychologistId: ids.get(psychologist) ?? '',
    };
    // A manually ended assignment stays ended.
    if (await wasEverAssigned(manager, assignment.clientId)) continue;
    await addAssignment(manager, assignment, { at: new Date(), by: null });
  }
}

export interface DemoUserView extends Pick<DemoUser, 'email' | 'fullName' | 'role'> {
  password: string;
}

/** Demo users that exist, for the sign-in page; none in production. */
export async function listDemoUsers(services: {
  db: Db;
  production: boolean;
}): Promise<DemoUserView[]> {
  if (services.production) return [];
  const emails = DEMO_USERS.map(({ email }) => email);
  const existing = await findUsersByEmail(services.db.source.manager, emails);
  return emails.flatMap((email) => {
    const found = existing.find((user) => user.email === email);
    if (found === undefined) return [];
    return { email, fullName: found.fullName, role: found.role, password: DEMO_PASSWORD };
  });
}
