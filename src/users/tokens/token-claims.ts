import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TokenRules } from '../../config/config';
import { isRowId } from '../../ids';

/** Issuer and audience of our tokens unless configured. */
export const OURS = 'ruang-diri';
/** By which the clock of another issuer may be ahead. */
const CLOCK_TOLERANCE_MS = 60_000;
/** Latest time of a JavaScript Date. */
const LAST_SECOND = 8_640_000_000_000;
const HOUR_MS = 3_600_000;

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
  /** A UUID made from the token: names it without being it. */
  tokenId: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** When the user proved who they are; undefined: another issuer does not say. */
  issuedAt?: number;
  /** Only in browser cookies. */
  signIn?: SignIn;
}

const claimsSchema = z.object({
  sub: z.union([z.string(), z.int()]).transform(String).refine(isRowId),
  role: z.string(),
  exp: z.number().max(LAST_SECOND),
  iat: z.number().min(0).max(LAST_SECOND).optional(),
  /** Same as `iat` in milliseconds, to order a token and a revocation of the same second. */
  at: z.number().min(0).optional().catch(undefined),
  iss: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  // Tokens of other issuers may use `signIn` for something else.
  signIn: z.object({ id: z.uuid(), at: z.number() }).optional().catch(undefined),
});
type Claims = z.infer<typeof claimsSchema>;

/** The claims of a token whose signature is right, or the fault for which it is refused. */
export function readClaims(
  payload: unknown,
  { token, rules }: { token: string; rules: TokenRules },
): TokenClaims | { fault: string } {
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) return { fault: missingClaim(parsed.error.issues) };
  const claims = parsed.data;
  const fault = faultOfTimes(claims, rules) ?? faultOfParties(claims, rules);
  if (fault) return { fault };
  const { sub, role, exp, iat, at, signIn } = claims;
  // A renewed cookie is as old as the password entry.
  const issuedAt = signIn?.at ?? at ?? (iat === undefined ? undefined : iat * 1000);
  return {
    sub,
    role,
    tokenId: idOf(token),
    expiresAt: exp * 1000,
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(signIn === undefined ? {} : { signIn }),
  };
}

function missingClaim(issues: readonly { path: readonly PropertyKey[] }[]): string {
  const isOf = (claim: string): boolean => issues.some(({ path }) => path[0] === claim);
  if (isOf('sub') || isOf('role')) {
    return 'The token has no user or role: it needs the claims "sub" and "role"';
  }
  return isOf('exp')
    ? 'The token has no end: it needs the claim "exp"'
    : 'The token has a claim of the wrong type: check "iat", "iss" and "aud"';
}

function faultOfTimes({ exp, iat }: Claims, { maxLifetime }: TokenRules): string | undefined {
  const now = Date.now();
  if (iat !== undefined && iat * 1000 > now + CLOCK_TOLERANCE_MS) {
    return 'The token was issued in the future';
  }
  const issuedAt = iat === undefined ? now : iat * 1000;
  if (exp * 1000 - issuedAt <= maxLifetime + CLOCK_TOLERANCE_MS) return undefined;
  const hours = Number((maxLifetime / HOUR_MS).toFixed(2));
  return `The token is valid for too long: at most ${hours} hours are accepted`;
}

/** A party that a token names must be right; one that is configured must be named. */
function faultOfParties(claims: Claims, { issuer, audience }: TokenRules): string | undefined {
  const isIssuerWrong =
    claims.iss === undefined ? issuer !== undefined : claims.iss !== (issuer ?? OURS);
  if (isIssuerWrong) return 'The token is of another issuer';
  const audiences = [claims.aud ?? []].flat();
  const isAudienceWrong =
    claims.aud === undefined ? audience !== undefined : !audiences.includes(audience ?? OURS);
  return isAudienceWrong ? 'The token is for another audience' : undefined;
}

/** Version and variant of RFC 9562 make it a UUID. */
function idOf(token: string): string {
  const hex = createHash('sha256').update(token).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`];
  return [...parts, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
