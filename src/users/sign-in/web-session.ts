import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock';
import type { TokenRules, WebSessionRules } from '../../config/config';
import type { Db } from '../../database/db';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { WebSession } from '../authenticator';
import { appendAudit } from '../audit/audit-repository';
import { csrfTokenOf } from './csrf-token';
import { endSignIn } from './ended-sign-in-repository';
import type { Principal } from '../principal';
import { verifyCredentials } from './sign-in';
import type { SignInInput, SignInServices, VerifiedUser } from './sign-in';
import { recheckAccessOf } from '../tokens/revoke-access';
import { issueWebToken } from '../tokens/token';
import type { SignIn, TokenClaims } from '../tokens/token-claims';

export interface WebSessionView {
  user: Principal;
  csrfToken: string;
  expiresAt: string;
}

/** The page's view, and the token for its cookie only. */
export interface IssuedWebSession {
  token: string;
  expiresAt: number;
  view: WebSessionView;
}

type Services = Pick<SignInServices, 'db' | 'jwtSecret'> & {
  webSession: WebSessionRules;
  tokenRules: TokenRules;
};

export interface RevokingServices {
  db: Db;
  clock: Clock;
  revocations: { revoked(userId: string): void };
}

/** Throws `invalid-credentials`. */
export async function startWebSession(
  services: Services & SignInServices,
  input: SignInInput,
): Promise<IssuedWebSession & VerifiedUser> {
  const verified = await verifyCredentials(services, input);
  const signIn = { id: randomUUID(), at: Date.now() };
  return { ...verified, ...issueWebSession(services, verified.user, signIn) };
}

export function viewWebSession(
  { jwtSecret }: Pick<Services, 'jwtSecret'>,
  { principal, signIn, expiresAt }: WebSession,
): WebSessionView {
  return {
    user: withoutNetwork(principal),
    csrfToken: csrfTokenOf(jwtSecret, signIn.id),
    expiresAt: new Date(expiresAt).toISOString(),
  };
}

function withoutNetwork({ id, email, fullName, role }: Principal): Principal {
  return { id, email, fullName, role };
}

/** Extends the sign-in up to its limit; then the password is required again. */
export function renewWebSession(services: Services, session: WebSession): IssuedWebSession {
  const { principal, signIn } = session;
  if (signIn.at + services.webSession.limit <= Date.now()) {
    throw new AppError('unauthenticated', {
      message: 'The maximum sign-in time has passed. Sign in again',
    });
  }
  return issueWebSession(services, principal, signIn);
}

/** Revokes the sign-in with all its tokens, renewed and copied ones included. */
export async function endWebSession(
  services: Services & RevokingServices,
  { principal, signIn }: WebSession,
): Promise<void> {
  const forgetAt = new Date(signIn.at + services.webSession.limit + 1_000);
  await endOne(services, principal, { signInId: signIn.id, forgetAt });
}

/** Revokes one token of a client that has no cookie. */
export async function endToken(
  services: RevokingServices,
  principal: Principal,
  { tokenId, expiresAt }: TokenClaims,
): Promise<void> {
  const forgetAt = new Date(expiresAt + 1_000);
  await endOne(services, principal, { signInId: tokenId, forgetAt });
}

async function endOne(
  { db, clock, revocations }: RevokingServices,
  actor: Principal,
  ended: { signInId: string; forgetAt: Date },
): Promise<void> {
  const { id: userId } = actor;
  await inTransaction(db, async (tx) => {
    await endSignIn(tx, { ...ended, userId });
    await recheckAccessOf(tx, userId);
    await appendAudit(tx, { actor, action: 'account.sign-out', at: new Date(clock.now()) });
  });
  revocations.revoked(userId);
}

function issueWebSession(
  services: Services,
  principal: Principal,
  signIn: SignIn,
): IssuedWebSession {
  const { lifetime, limit } = services.webSession;
  const until = Math.min(Date.now() + lifetime, signIn.at + limit);
  // Tokens have whole seconds, so the page gets the same time.
  const expiresAt = Math.ceil(until / 1_000) * 1_000;
  const token = issueWebToken(services.jwtSecret, principal, {
    ...{ signIn, expiresAt, rules: services.tokenRules },
  });
  return { token, expiresAt, view: viewWebSession(services, { principal, signIn, expiresAt }) };
}
