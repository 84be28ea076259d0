import type { EntityManager } from 'typeorm';
import { addPerson } from '../accounts/add-person';
import type { NewPerson } from '../accounts/add-person';

/** Known to everyone who reads the README: never for a system that real people use. */
export const DEMO_PASSWORD = 'ruang-diri';

type DemoPerson = Omit<NewPerson, 'password'>;

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  { email: 'client@demo.test', fullName: 'Citra Client', role: 'client' },
  { email: 'client2@demo.test', fullName: 'Candra Client', role: 'client' },
  {
    email: 'psychologist@demo.test',
    fullName: 'Putri Psychologist',
    role: 'psychologist',
    hours: 'around-the-clock',
  },
  {
    email: 'psychologist2@demo.test',
    fullName: 'Panji Psychologist',
    role: 'psychologist',
    hours: 'around-the-clock',
  },
  { email: 'team@demo.test', fullName: 'Tari Team', role: 'team' },
];

/** Adds the people with whom the product can be tried; those already there stay as they are. */
export async function seedDemoPeople(manager: EntityManager): Promise<void> {
  for (const person of DEMO_PEOPLE) {
    await addPerson(manager, { ...person, password: DEMO_PASSWORD });
  }
}
