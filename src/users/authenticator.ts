import { LRUCache } from 'lru-cache';
import { limitedTo } from '../cache-limit';
import type { TokenRules } from '../config/config';
import type { Db } from '../database/db';
import { AppError } from '../errors';
import { findAccount } from './account-repository';
import { isCsrfTokenOf } from './sign-in/csrf-token';
import type { Principal } from './principal';
import type { AcceptedSecrets } from './tokens/signing-secrets';
import { verifyToken } from './tokens/token';
import type { SignIn, TokenClaims } from './tokens/token-claims';

const CACHE_TTL_MS = 10_000;
const CACHE_MAX = 10_000;

/** A signed-in browser. */
export interface WebSession {
  principal: Principal;
  signIn: SignIn;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** A user with what revokes their tokens. */
interface Account {
  principal: Principal;
  isBlocked: boolean;
  /** Tokens issued before are revoked; milliseconds since the epoch. */
  tokensValidFrom: number;
  /** Sign-ins and tokens that were ended one by one. */
  ended: ReadonlySet<string>;
}

/**
 * Authenticates users. Tokens and accounts are cached for ten seconds, so that a busy conversation
 * costs no query; the watcher of revocations forgets an account whose tokens are revoked, which takes
 * effect within half a second.
 */
export class Authenticator {
  private readonly accounts: LRUCache<string, Account>;
  private readonly tokens = new LRUCache<string, TokenClaims>({
    ...limitedTo(CACHE_MAX),
    ttl: CACHE_TTL_MS,
  });

  constructor(
    db: Db,
    private readonly jwtSecrets: AcceptedSecrets,
    private readonly rules?: TokenRules,
  ) {
    this.accounts = new LRUCache({
      ...limitedTo(CACHE_MAX),
      ttl: CACHE_TTL_MS,
      // Forgetting an account while it is read must not fail the requests that wait for it.
      ignoreFetchAbort: true,
      fetchMethod: (id) => loadAccount(db, id),
    });
  }

  /** Throws `unauthenticated` unless the token is valid and matches an existing user and role. */
  async authenticate(token: string): Promise<Principal> {
    return this.principalOf(this.claimsOf(token));
  }

  /** Same for claims verified earlier. */
  async authenticateClaims(claims: TokenClaims): Promise<Principal> {
    if (claims.expiresAt <= Date.now()) {
      throw new AppError('unauthenticated', { message: 'The token has expired. Sign in again' });
    }
    return this.principalOf(claims);
  }

  /** Same for a cookie; only a token issued for a browser sign-in is accepted. */
  async authenticateCookie(token: string): Promise<WebSession> {
    const claims = this.claimsOf(token);
    const { signIn, expiresAt } = claims;
    if (signIn === undefined) {
      throw new AppError('unauthenticated', {
        message: 'The cookie holds no browser sign-in. Sign in again',
      });
    }
    return { principal: await this.principalOf(claims), signIn, expiresAt };
  }

  isCsrfToken({ signIn }: WebSession, given: string): boolean {
    return isCsrfTokenOf(this.jwtSecrets, signIn.id, given);
  }

  /** Reads the account again at its next request: its tokens were revoked, or it was blocked or removed. */
  forget(userId: string): void {
    this.accounts.delete(userId);
  }

  /** Call when the database was restored: its ids may be of other users. */
  clear(): void {
    this.accounts.clear();
  }

  private async principalOf(claims: TokenClaims): Promise<Principal> {
    const account = await this.accounts.fetch(claims.sub);
    if (!account) {
      throw new AppError('unauthenticated', {
        message: 'The user of this token has no account here. Sign in again',
      });
    }
    const message = refusalOf(account, claims);
    if (message !== undefined) throw new AppError('unauthenticated', { message });
    return account.principal;
  }

  /** Verified claims; cached until the token expires. */
  claimsOf(token: string): TokenClaims {
    const cached = this.tokens.get(token);
    if (cached && cached.expiresAt > Date.now()) return cached;
    const claims = verifyToken(this.jwtSecrets, token, this.rules);
    this.tokens.set(token, claims);
    return claims;
  }
}

function refusalOf(
  { principal, isBlocked, tokensValidFrom, ended }: Account,
  { role, issuedAt, tokenId, signIn }: TokenClaims,
): string | undefined {
  if (isBlocked) return 'This account is blocked. Contact Team Ruang Diri';
  if (principal.role !== role) {
    return 'The role in the token differs from the role of the account. Sign in again';
  }
  // A token that does not say when it was issued may be older.
  if ((issuedAt ?? 0) < tokensValidFrom) return 'You were signed out everywhere. Sign in again';
  const isEnded = ended.has(tokenId) || (signIn !== undefined && ended.has(signIn.id));
  return isEnded ? 'You have signed out. Sign in again' : undefined;
}

async function loadAccount(db: Db, userId: string): Promise<Account | undefined> {
  const user = await findAccount(db.source.manager, userId);
  if (user === null) return undefined;
  const { id, role, fullName, email } = user;
  return {
    principal: { id, role, fullName, email },
    isBlocked: user.blockedAt !== null,
    tokensValidFrom: user.tokensValidFrom?.getTime() ?? 0,
    ended: new Set(user.endedSignIns?.map(({ signInId }) => signInId)),
  };
}
