import type { Request } from 'express';
import type { WebSession } from '../../users/authenticator';
import type { Principal } from '../../users/principal';
import type { TokenClaims } from '../../users/token';
import { AppError } from '../../errors';
import { readSessionCookie } from './session-cookie';
import type { Credential } from '../sockets/socket-credentials';
import type { Role } from '../../enums';

/** Who may call a route: anybody, whoever is signed in, or certain roles. */
export type Access = 'anybody' | 'signed-in' | readonly Role[];

/** Who tells persons apart. */
export interface Authentication {
  authenticate(token: string): Promise<Principal>;
  authenticateCookie(token: string): Promise<WebSession>;
  authenticateClaims(claims: TokenClaims): Promise<Principal>;
  isCsrfToken(session: WebSession, given: string): boolean;
}

/** Who knows the one-time tickets of those who can send no header. */
interface TicketRedeemer {
  redeem(ticket: string): Promise<TokenClaims>;
}

export interface AuthenticatedRequest {
  principal: Principal;
  /** The token by which they were known; never to be written down. */
  token?: string;
  /** Where the caller is a browser with our cookie. */
  webSession?: WebSession;
}

const ANONYMOUS: Principal = { id: '0', role: 'client', fullName: '', email: '' };
const SAFE_METHODS = ['GET', 'HEAD'];

/** Lets a request in, or refuses: 401 who it is, 403 a change no page of ours asked for, 403 the role. */
export async function authenticateRequest(
  request: Request,
  right: Access,
  guard: Authentication,
): Promise<AuthenticatedRequest> {
  if (right === 'anybody') return { principal: ANONYMOUS };
  const admitted = await authenticate(request, guard);
  requireRole(admitted.principal, right);
  return admitted;
}

/** By what somebody opens a stream: a one-time ticket in the query, or what opens any other route. */
export async function streamCredential(
  request: Request,
  right: Access,
  { authentication: guard, tickets }: { authentication: Authentication; tickets: TicketRedeemer },
): Promise<Credential> {
  const { ticket } = request.query;
  if (typeof ticket !== 'string') {
    return async () => (await authenticateRequest(request, right, guard)).principal;
  }
  const claims = await tickets.redeem(ticket);
  return async () => {
    const principal = await guard.authenticateClaims(claims);
    requireRole(principal, right);
    return principal;
  };
}

function requireRole({ role }: Principal, right: Access): void {
  if (typeof right === 'string' || right.includes(role)) return;
  throw new AppError('forbidden', {
    message: `Only ${right.join(' or ')} may do this; you are signed in as ${role}`,
  });
}

/** A Bearer token wins over the cookie: whoever sends one does so on purpose. */
async function authenticate(
  request: Request,
  guard: Authentication,
): Promise<AuthenticatedRequest> {
  const [scheme, token, ...rest] = (request.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer') {
    if (!token || rest.length > 0) throw new AppError('unauthenticated');
    return { principal: await guard.authenticate(token), token };
  }
  const cookie = readSessionCookie(request);
  if (!cookie) throw new AppError('unauthenticated');
  const webSession = await guard.authenticateCookie(cookie);
  if (!SAFE_METHODS.includes(request.method)) {
    const given = request.get('x-csrf-token') ?? '';
    if (!guard.isCsrfToken(webSession, given)) throw new AppError('csrf-token-wrong');
  }
  return { principal: webSession.principal, token: cookie, webSession };
}
