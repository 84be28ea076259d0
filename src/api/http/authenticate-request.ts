import type { Request } from 'express';
import type { WebSession } from '../../users/authenticator';
import { networkOf } from '../../users/sign-in/network';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import type { Role } from '../../enums';
import { ticketCredential } from '../sockets/credentials';
import type { Credential, CredentialDeps } from '../sockets/credentials';
import { parseSessionCookie } from './session-cookie';

/** Who may call a route: everyone, every signed-in user, or certain roles. */
export type Access = 'public' | 'signed-in' | readonly Role[];

export interface AuthenticatedRequest {
  principal: Principal;
  /** The token that authenticated the request; never to be logged or stored. */
  token?: string;
  /** Present when the caller is a browser with our session cookie. */
  webSession?: WebSession;
}

type AuthenticationDeps = Pick<CredentialDeps, 'authenticator' | 'browsers'>;

const ANONYMOUS: Principal = { id: '0', role: 'client', fullName: '', email: '' };
const SAFE_METHODS = ['GET', 'HEAD'];

/** Rejects with 401 without a valid sign-in, with 403 for a wrong CSRF token or a wrong role. */
export async function authenticateRequest(
  request: Request,
  access: Access,
  deps: AuthenticationDeps,
): Promise<AuthenticatedRequest> {
  if (access === 'public') return { principal: ANONYMOUS };
  const authenticated = await authenticate(request, deps);
  // For the log of security events.
  if (request.res) request.res.locals['userId'] = authenticated.principal.id;
  requireAccessRole(authenticated.principal, access);
  const network = networkOf(request.ip ?? '');
  return { ...authenticated, principal: { ...authenticated.principal, network } };
}

/** The credential of an event stream: a one-time ticket in the query, or that of any other route. */
export async function streamCredential(
  request: Request,
  access: Access,
  deps: CredentialDeps,
): Promise<Credential> {
  const { ticket } = request.query;
  if (typeof ticket !== 'string') {
    return async () => (await authenticateRequest(request, access, deps)).principal;
  }
  const credential = await ticketCredential(deps, ticket);
  return async () => {
    const principal = await credential();
    requireAccessRole(principal, access);
    return principal;
  };
}

function requireAccessRole({ role }: Principal, access: Access): void {
  if (typeof access === 'string' || access.includes(role)) return;
  throw new AppError('forbidden', {
    message: `Only ${access.join(' or ')} may do this; you are signed in as ${role}`,
  });
}

/**
 * A Bearer token wins over the cookie: browsers attach cookies automatically, clients send tokens
 * explicitly.
 */
async function authenticate(
  request: Request,
  { authenticator, browsers }: AuthenticationDeps,
): Promise<AuthenticatedRequest> {
  const [scheme, token, ...rest] = (request.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer') {
    if (!token || rest.length > 0) throw new AppError('unauthenticated');
    return { principal: await authenticator.authenticate(token), token };
  }
  const cookie = parseSessionCookie(request.get('cookie'), browsers);
  if (!cookie) throw new AppError('unauthenticated');
  const webSession = await authenticator.authenticateCookie(cookie);
  if (!SAFE_METHODS.includes(request.method)) {
    const csrfToken = request.get('x-csrf-token') ?? '';
    if (!authenticator.isCsrfToken(webSession, csrfToken)) throw new AppError('csrf-token-wrong');
  }
  return { principal: webSession.principal, token: cookie, webSession };
}
