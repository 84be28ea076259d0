import { randomUUID } from 'node:crypto';
import type { WebSessionRules } from '../config/config';
import type { Db } from '../database/db';
import { AppError } from '../errors';
import type { WebSession } from './authenticator';
import { csrfTokenOf } from './csrf-token';
import { endSignIn } from './ended-sign-in-repository';
import type { Principal } from './principal';
import { verifyCredentials } from './sign-in';
import type { SignInInput } from './sign-in';
import { issueWebToken } from './token';
import type { SignIn } from './token';

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

interface Services {
  db: Db;
  jwtSecret: string;
  webSession: WebSessionRules;
}

/** Throws `invalid-credentials`. */
export async function startWebSession(
  services: Services,
  input: SignInInput,
): Promise<IssuedWebSession> {
  const user = await verifyCredentials(services.db, input);
  return issueWebSession(services, user, { id: randomUUID(), at: Date.now() });
}

export function viewWebSession(
  { jwtSecret }: Pick<Services, 'jwtSecret'>,
  { principal, signIn, expiresAt }: WebSession,
): WebSessionView {
  return {
    user: principal,
    csrfToken: csrfTokenOf(jwtSecret, signIn.id),
    expiresAt: new Date(expiresAt).toISOString(),
  };
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
  services: Services & { authenticator: { recordSignOut(signInId: string): void } },
  { signIn }: WebSession,
): Promise<void> {
  const forgetAt = new Date(signIn.at + services.webSession.limit + 1_000);
  await endSignIn(services.db.source.manager, signIn.id, forgetAt);
  services.authenticator.recordSignOut(signIn.id);
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
  const token = issueWebToken(services.jwtSecret, principal, { signIn, expiresAt });
  return { token, expiresAt, view: viewWebSession(services, { principal, signIn, expiresAt }) };
}
