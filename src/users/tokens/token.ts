import { createSecretKey, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import {
  JsonWebTokenError,
  NotBeforeError,
  TokenExpiredError,
  decode,
  sign,
  verify,
} from 'jsonwebtoken';
import type { TokenRules } from '../../config/config';
import { AppError } from '../../errors';
import type { Principal } from '../principal';
import { secretsIn, signingKeyId } from './signing-secrets';
import type { AcceptedSecrets } from './signing-secrets';
import { OURS, readClaims } from './token-claims';
import type { SignIn, TokenClaims } from './token-claims';

const ALGORITHM = 'HS256';
const LIFETIME_MS = 12 * 60 * 60 * 1000;

/** No issuer or audience is required; a named one must be ours. */
const DEFAULT_RULES: TokenRules = {
  maxLifetime: 2 * LIFETIME_MS,
  issuer: undefined,
  audience: undefined,
};

/** Access token, valid for twelve hours, or less where the rules say so. */
export function issueToken(
  secret: string,
  user: Pick<Principal, 'id' | 'role'>,
  rules: TokenRules = DEFAULT_RULES,
): string {
  const at = Date.now();
  const iat = Math.floor(at / 1000);
  const exp = iat + Math.floor(Math.min(LIFETIME_MS, rules.maxLifetime) / 1000);
  const claims = { sub: user.id, role: user.role, jti: randomUUID(), at, iat, exp };
  return signClaims(secret, claims, rules);
}

/** Cookie token; expires with the second of `expiresAt`. */
export function issueWebToken(
  secret: string,
  user: Pick<Principal, 'id' | 'role'>,
  session: { signIn: SignIn; expiresAt: number; rules: TokenRules },
): string {
  const { signIn, expiresAt, rules } = session;
  const exp = Math.ceil(expiresAt / 1000);
  return signClaims(secret, { sub: user.id, role: user.role, signIn, exp }, rules);
}

function signClaims(secret: string, claims: object, { issuer, audience }: TokenRules): string {
  const named = { ...claims, iss: issuer ?? OURS, aud: audience ?? OURS };
  return sign(named, keyOf(secret), { algorithm: ALGORITHM, keyid: signingKeyId(secret) });
}

/**
 * Verifies signature, algorithm, times, issuer, audience and claims; throws `unauthenticated` with the
 * fault.
 */
export function verifyToken(
  secrets: AcceptedSecrets,
  token: string,
  rules: TokenRules = DEFAULT_RULES,
): TokenClaims {
  if (token === '') throw new AppError('unauthenticated');
  const claims = readClaims(verifySignature(secrets, token), { token, rules });
  if ('fault' in claims) throw unauthenticated(claims.fault);
  return claims;
}

/** The library would first try to parse a text secret as a public key. */
function keyOf(secret: string): KeyObject {
  return createSecretKey(Buffer.from(secret, 'utf8'));
}

function verifySignature(secrets: AcceptedSecrets, token: string): unknown {
  try {
    return verifyWithAny(candidatesFor(token, secretsIn(secrets)), token);
  } catch (error) {
    throw unauthenticated(faultOf(error), error);
  }
}

/** The secret that a `kid` of ours names; all of them otherwise: other issuers name their own, or none. */
function candidatesFor(token: string, secrets: readonly string[]): readonly string[] {
  if (secrets.length === 1) return secrets;
  const kid = decode(token, { complete: true })?.header.kid;
  const named = secrets.find((secret) => signingKeyId(secret) === kid);
  return named === undefined ? secrets : [named];
}

function verifyWithAny([secret = '', ...others]: readonly string[], token: string): unknown {
  try {
    return verify(token, keyOf(secret), { algorithms: [ALGORITHM] });
  } catch (error) {
    if (others.length === 0 || !isWrongSignature(error)) throw error;
    return verifyWithAny(others, token);
  }
}

function isWrongSignature(error: unknown): boolean {
  return error instanceof JsonWebTokenError && error.message === 'invalid signature';
}

function faultOf(error: unknown): string {
  if (error instanceof TokenExpiredError) return 'The token has expired';
  if (error instanceof NotBeforeError) return 'The token is not valid yet';
  if (!(error instanceof JsonWebTokenError)) return 'The token is malformed';
  if (error.message === 'invalid algorithm') return 'The token must be signed with HS256';
  if (isWrongSignature(error)) return 'The signature of the token is wrong';
  if (error.message === 'jwt signature is required') return 'The token is not signed';
  return 'The token is malformed';
}

function unauthenticated(fault: string, cause?: unknown): AppError {
  return new AppError('unauthenticated', { message: `${fault}. Sign in again`, cause });
}
