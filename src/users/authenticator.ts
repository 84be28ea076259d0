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

/** A browser that is signed in. */
export interface WebSession {
  principal: Principal;
  signIn: SignIn;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/**
 * Tells who sends a request. A known person is remembered for ten seconds, so that a busy
 * conversation costs no query; that is also how long a changed role, or a sign-out at another API
 * process, may take to be noticed.
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
    const remember = { max: CACHE_MAX, ttl: CACHE_TTL_MS };
    this.principals = new LRUCache({ ...remember, fetchMethod: (id) => loadPrincipal(db, id) });
    this.endedSignIns = new LRUCache({
      ...remember,
      fetchMethod: async (id) => ({ ended: await hasSignInEnded(db.source.manager, id) }),
    });
  }

  /** Refuses `unauthenticated` unless the token is sound and names a known person with their role. */
  async authenticate(token: string): Promise<Principal> {
    return this.principalOf(this.claimsOf(token));
  }

  /** The same for what was read from a token a while ago. */
  async authenticateClaims(claims: TokenClaims): Promise<Principal> {
    if (claims.expiresAt !== undefined && claims.expiresAt <= Date.now()) {
      throw new AppError('unauthenticated', { message: 'The token has expired. Sign in again' });
    }
    return this.principalOf(claims);
  }

  /** The same for what a browser's cookie holds: only a token that was made for it will do. */
  async authenticateCookie(token: string): Promise<WebSession> {
    const claims = this.claimsOf(token);
    const { signIn, expiresAt } = claims;
    if (signIn === undefined || expiresAt === undefined) {
      throw new AppError('unauthenticated', {
        message: 'The cookie does not hold a sign-in of a browser. Sign in again',
      });
    }
    return { principal: await this.principalOf(claims), signIn, expiresAt };
  }

  /** Whether the header of a page repeats what its sign-in was given. */
  isCsrfToken({ signIn }: WebSession, given: string): boolean {
    return isCsrfTokenOf(this.jwtSecret, signIn.id, given);
  }

  /** From now on this process knows that the sign-in is over. */
  recordSignOut(signInId: string): void {
    this.endedSignIns.set(signInId, { ended: true });
  }

  private async principalOf({ sub, role, signIn }: TokenClaims): Promise<Principal> {
    const person = await this.principals.fetch(sub);
    if (person === undefined) {
      throw new AppError('unauthenticated', {
        message: 'The person this token names has no account here. Sign in again',
      });
    }
    if (person.role !== role) {
      throw new AppError('unauthenticated', {
        message: 'The role in the token is not the role of this account. Sign in again',
      });
    }
    if (signIn && (await this.endedSignIns.fetch(signIn.id))?.ended) {
      throw new AppError('unauthenticated', { message: 'You have signed out. Sign in again' });
    }
    return person;
  }

  /** A token checked a moment ago is not checked again, until it expires. */
  claimsOf(token: string): TokenClaims {
    const known = this.tokens.get(token);
    if (known && (known.expiresAt === undefined || known.expiresAt > Date.now())) return known;
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
