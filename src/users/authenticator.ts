import { LRUCache } from 'lru-cache';
import type { Db } from '../database/db';
import { AppError } from '../errors';
import { isCsrfTokenOf } from './csrf-token';
import { hasSignInEnded } from './ended-sign-in-repository';
import type { Principal } from './principal';
import { verifyToken } from './token';
import type { SignIn, TokenClaims } from './token';
import { findUser } from './user-repository';

const CACHE_TTL_MS = 10_000;
const CACHE_MAX = 10_000;

/** A signed-in browser. */
export interface WebSession {
  principal: Principal;
  signIn: SignIn;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/**
 * Authenticates users. Tokens, users and sign-outs are cached for ten seconds, so that a busy
 * conversation costs no query; a changed role, or a sign-out at another API process, takes effect
 * within that time.
 */
export class Authenticator {
  private readonly principals: LRUCache<string, Principal>;
  private readonly endedSignIns: LRUCache<string, { ended: boolean }>;
  private readonly tokens = new LRUCache<string, TokenClaims>({
    max: CACHE_MAX,
    ttl: CACHE_TTL_MS,
  });

  constructor(
    db: Db,
    private readonly jwtSecret: string,
  ) {
    const cache = { max: CACHE_MAX, ttl: CACHE_TTL_MS };
    this.principals = new LRUCache({ ...cache, fetchMethod: (id) => loadPrincipal(db, id) });
    this.endedSignIns = new LRUCache({
      ...cache,
      fetchMethod: async (id) => ({ ended: await hasSignInEnded(db.source.manager, id) }),
    });
  }

  /** Throws `unauthenticated` unless the token is valid and matches an existing user and role. */
  async authenticate(token: string): Promise<Principal> {
    return this.principalOf(this.claimsOf(token));
  }

  /** Same for claims verified earlier. */
  async authenticateClaims(claims: TokenClaims): Promise<Principal> {
    if (claims.expiresAt !== undefined && claims.expiresAt <= Date.now()) {
      throw new AppError('unauthenticated', { message: 'The token has expired. Sign in again' });
    }
    return this.principalOf(claims);
  }

  /** Same for a cookie; only a token issued for a browser sign-in is accepted. */
  async authenticateCookie(token: string): Promise<WebSession> {
    const claims = this.claimsOf(token);
    const { signIn, expiresAt } = claims;
    if (signIn === undefined || expiresAt === undefined) {
      throw new AppError('unauthenticated', {
        message: 'The cookie holds no browser sign-in. Sign in again',
      });
    }
    return { principal: await this.principalOf(claims), signIn, expiresAt };
  }

  isCsrfToken({ signIn }: WebSession, given: string): boolean {
    return isCsrfTokenOf(this.jwtSecret, signIn.id, given);
  }

  /** Other processes notice the sign-out when their cache expires. */
  recordSignOut(signInId: string): void {
    this.endedSignIns.set(signInId, { ended: true });
  }

  /** Call when the database was restored: its ids may be of other users. */
  clear(): void {
    this.principals.clear();
    this.endedSignIns.clear();
  }

  private async principalOf({ sub, role, signIn }: TokenClaims): Promise<Principal> {
    const principal = await this.principals.fetch(sub);
    if (principal === undefined) {
      throw new AppError('unauthenticated', {
        message: 'The user of this token has no account here. Sign in again',
      });
    }
    if (principal.role !== role) {
      throw new AppError('unauthenticated', {
        message: 'The role in the token differs from the role of the account. Sign in again',
      });
    }
    if (signIn && (await this.endedSignIns.fetch(signIn.id))?.ended) {
      throw new AppError('unauthenticated', { message: 'You have signed out. Sign in again' });
    }
    return principal;
  }

  /** Verified claims; cached until the token expires. */
  claimsOf(token: string): TokenClaims {
    const cached = this.tokens.get(token);
    if (cached && (cached.expiresAt === undefined || cached.expiresAt > Date.now())) return cached;
    const claims = verifyToken(this.jwtSecret, token);
    this.tokens.set(token, claims);
    return claims;
  }
}

async function loadPrincipal(db: Db, userId: string): Promise<Principal | undefined> {
  const user = await findUser(db.source.manager, userId);
  if (user === null) return undefined;
  const { id, role, fullName, email } = user;
  return { id, role, fullName, email };
}
