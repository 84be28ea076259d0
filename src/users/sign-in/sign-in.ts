import { z } from 'zod';
import type { Clock } from '../../clock';
import type { TokenRules } from '../../config/config';
import type { Db } from '../../database/db';
import { AppError } from '../../errors';
import { appendAudit } from '../audit/audit-repository';
import type { PasswordHasher } from '../passwords/password-hasher';
import type { Principal } from '../principal';
import { issueToken } from '../tokens/token';
import { findUserByEmail, recordSignIn } from '../user-repository';

export const signInSchema = z.object({
  email: z.email('must be an email address').max(254),
  password: z.string().min(1, 'must not be empty').max(1024),
});
export type SignInInput = z.infer<typeof signInSchema> & {
  /** The device or network that the attempt comes from; they take turns. */
  source: string;
  /** /24 or /64 that the request came from. */
  network: string;
};

export interface SignInServices {
  db: Db;
  clock: Clock;
  passwords: Pick<PasswordHasher, 'check' | 'hash'>;
  jwtSecret: string;
  tokenRules?: TokenRules;
}

export interface VerifiedUser {
  user: Principal;
  /** The first sign-in to this account with its password. */
  isFirstSignIn: boolean;
}

export interface SignedIn extends VerifiedUser {
  token: string;
}

/**
 * Issues a token for email and password; throws `invalid-credentials` without saying which is
 * wrong.
 */
export async function signIn(services: SignInServices, input: SignInInput): Promise<SignedIn> {
  const { jwtSecret, tokenRules } = services;
  const verified = await verifyCredentials(services, input);
  return { ...verified, token: issueToken(jwtSecret, verified.user, tokenRules) };
}

/**
 * Throws `invalid-credentials`, or `account-blocked` for the right password; a hash with another work factor
 * than today's is replaced.
 */
export async function verifyCredentials(
  { db, clock, passwords }: Pick<SignInServices, 'db' | 'clock' | 'passwords'>,
  { email, password, source, network }: SignInInput,
): Promise<VerifiedUser> {
  const { manager } = db.source;
  const found = await findUserByEmail(manager, email);
  // Compared for unknown addresses too, so that timing does not reveal accounts.
  const check = await passwords.check(source, password, found?.passwordHash);
  if (found === null || !check.matches) throw new AppError('invalid-credentials');
  if (found.blockedAt !== null) throw new AppError('account-blocked');
  const newHash = check.isOutdated ? await passwords.hash(source, password) : undefined;
  const at = new Date(clock.now());
  await appendAudit(manager, { actor: { id: found.id, network }, action: 'account.sign-in', at });
  await recordSignIn(manager, found, { at, ...(newHash ? { newHash } : {}) });
  const { id, fullName, role } = found;
  return {
    user: { id, email: found.email, fullName, role },
    isFirstSignIn: found.signedInAt === null,
  };
}
