import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Db } from '../database/db';
import { AppError } from '../errors';
import { verifyPassword } from './password';
import type { Principal } from './principal';
import { issueToken } from './token';
import { findUserByEmail } from './user-repository';

export const signInSchema = z.object({
  email: z.email('must be an e-mail address').max(254),
  password: z.string().min(1, 'must not be empty').max(1024),
});
export type SignInInput = z.infer<typeof signInSchema>;

export interface SignedIn {
  token: string;
  user: Principal;
}

/** Matches no password and costs as much to compare as a real hash. */
const DUMMY_HASH = `${randomBytes(16).toString('base64')}:${randomBytes(32).toString('base64')}`;

/**
 * Issues a token for e-mail and password; throws `invalid-credentials` without saying which is
 * wrong.
 */
export async function signIn(
  services: { db: Db; jwtSecret: string },
  input: SignInInput,
): Promise<SignedIn> {
  const user = await verifyCredentials(services.db, input);
  return { token: issueToken(services.jwtSecret, user), user };
}

/** Throws `invalid-credentials`. */
export async function verifyCredentials(db: Db, input: SignInInput): Promise<Principal> {
  const user = await findUserByEmail(db.source.manager, input.email);
  // Compared for unknown addresses too, so that timing does not reveal accounts.
  const matches = await verifyPassword(input.password, user?.passwordHash ?? DUMMY_HASH);
  if (user === null || !matches) throw new AppError('invalid-credentials');
  const { id, email, fullName, role } = user;
  return { id, email, fullName, role };
}
