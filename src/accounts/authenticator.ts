import { LRUCache } from 'lru-cache';
import type { Db } from '../db/db';
import { AppError } from '../errors';
import type { Principal } from './principal';
import { readToken } from './token';
import type { TokenClaims } from './token';
import { findUser } from './user-store';

const REMEMBER_MS = 10_000;
const REMEMBER_AT_MOST = 10_000;

/**
 * Tells who sends a request. A known person is remembered for ten seconds, so that a busy
 * conversation costs no query; that is also how long a changed role may take to be noticed.
 */
export class Authenticator {
  private readonly people: LRUCache<string, Principal>;
  private readonly tokens = new LRUCache<string, TokenClaims>({
    max: REMEMBER_AT_MOST,
    ttl: REMEMBER_MS,
  });

  constructor(
    db: Db,
    private readonly jwtSecret: string,
  ) {
    this.people = new LRUCache({
      max: REMEMBER_AT_MOST,
      ttl: REMEMBER_MS,
      fetchMethod: (id) => loadPrincipal(db, id),
    });
  }

  /** Refuses `unauthenticated` unless the token is sound and names a known person with their role. */
  async authenticate(token: string): Promise<Principal> {
    const { sub, role } = this.claimsOf(token);
    const person = await this.people.fetch(sub);
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
    return person;
  }

  /** A token checked a moment ago is not checked again, until it expires. */
  private claimsOf(token: string): TokenClaims {
    const known = this.tokens.get(token);
    if (known && (known.expiresAt === undefined || known.expiresAt > Date.now())) return known;
    const claims = readToken(this.jwtSecret, token);
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
