import { randomBytes } from 'node:crypto';
import { addUser } from '../../src/accounts/add-person';
import { issueToken } from '../../src/accounts/token';
import type { Principal } from '../../src/accounts/principal';
import type { TestUser, TestSystem } from './system';
import type { Role } from '../../src/words';

/** Fits no password: people of a crowd come with their tokens. */
const NO_PASSWORD = { hash: 'none:none' };

/** Many people at once; psychologists take sessions around the clock. */
export async function createUsers(
  { context }: TestSystem,
  role: Role,
  count: number,
): Promise<TestUser[]> {
  const crowd: TestUser[] = [];
  for (let index = 0; index < count; index += 1) {
    const email = `${role}-${index}-${randomBytes(5).toString('hex')}@example.test`;
    const fullName = `${role} ${index}`;
    const id = await addUser(context.db.source.manager, {
      email,
      fullName,
      role,
      password: NO_PASSWORD,
      ...(role === 'psychologist' ? { hours: 'around-the-clock' } : {}),
    });
    crowd.push({ id, email, fullName, role, token: issueToken(context.jwtSecret, { id, role }) });
  }
  return crowd;
}

/** A person as use cases know them. */
export function toPrincipal({ id, role, fullName, email }: TestUser): Principal {
  return { id, role, fullName, email };
}
