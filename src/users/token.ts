import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { JsonWebTokenError, NotBeforeError, TokenExpiredError, sign, verify } from 'jsonwebtoken';
import { z } from 'zod';
import { AppError } from '../errors';
import type { Principal } from './principal';
import { isRowId } from '../ids';

const ALGORITHM = 'HS256';
const LIFETIME = '12h';
/** Latest time of a JavaScript Date. */
const LAST_SECOND = 8_640_000_000_000;

/** A browser sign-in; unchanged by token renewals. */
export interface SignIn {
  id: string;
  /** Time of the password entry; milliseconds since the epoch. */
  at: number;
}

export interface TokenClaims {
  /** User id. */
  sub: string;
  role: string;
  /** Milliseconds since the epoch; undefined: no expiry. */
  expiresAt?: number;
  /** Only in browser cookies. */
  signIn?: SignIn;
}

const claimsSchema = z
  .object({
    sub: z.union([z.string(), z.int()]).transform(String).refine(isRowId),
    role: z.string(),
    exp: z.number().max(LAST_SECOND).optional(),
    // Tokens of other issuers may use `signIn` for something else.
    signIn: z.object({ id: z.uuid(), at: z.number() }).optional().catch(undefined),
  })
  .transform(({ sub, role, exp, signIn }) => ({
    sub,
    role,
    ...(exp === undefined ? {} : { expiresAt: exp * 1000 }),
    ...(signIn === undefined ? {} : { signIn }),
  }));

/** Access token, valid for twelve hours. */
export function issueToken(secret: string, user: Pick<Principal, 'id' | 'role'>): string {
  return sign({ role: user.role }, keyOf(secret), {
    algorithm: ALGORITHM,
    subject: user.id,
    expiresIn: LIFETIME,
  });
}

/** Cookie token; expires with the second of `expiresAt`. */
export function issueWebToken(
  secret: string,
  user: Pick<Principal, 'id' | 'role'>,
  session: { signIn: SignIn; expiresAt: number },
): string {
  const { signIn, expiresAt } = session;
  const claims = { role: user.role, signIn, exp: Math.ceil(expiresAt / 1000) };
  return sign(claims, keyOf(secret), { algorithm: ALGORITHM, subject: user.id });
}

/** Verifies signature, algorithm, times and claims; throws `unauthenticated` with the fault. */
export function verifyToken(secret: string, token: string): TokenClaims {
  if (token === '') throw new AppError('unauthenticated');
  const claims = claimsSchema.safeParse(verifySignature(secret, token));
  if (claims.success) return claims.data;
  throw unauthenticated('The token has no user or role: it needs the claims "sub" and "role"');
}

/** The library would first try to parse a text secret as a public key. */
function keyOf(secret: string): KeyObject {
  return createSecretKey(Buffer.from(secret, 'utf8'));
}

function verifySignature(secret: string, token: string): unknown {
  try {
    return verify(token, keyOf(secret), { algorithms: [ALGORITHM] });
  } catch (error) {
    throw unauthenticated(faultOf(error), error);
  }
}

function faultOf(error: unknown): string {
  if (error instanceof TokenExpiredError) return 'The token has expired';
  if (error instanceof NotBeforeError) return 'The token is not valid yet';
  if (!(error instanceof JsonWebTokenError)) return 'The token is malformed';
  if (error.message === 'invalid algorithm') return 'The token must be signed with HS256';
  if (error.message === 'invalid signature') return 'The signature of the token is wrong';
  if (error.message === 'jwt signature is required') return 'The token is not signed';
  return 'The token is malformed';
}

function unauthenticated(fault: string, cause?: unknown): AppError {
  return new AppError('unauthenticated', { message: `${fault}. Sign in again`, cause });
}
