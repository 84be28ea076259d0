import type { IncomingMessage } from 'node:http';
import type { WebSession } from '../../users/authenticator';
import type { Principal } from '../../users/principal';
import type { TokenClaims } from '../../users/tokens/token-claims';
import { AppError } from '../../errors';
import { ownOrigin, parseSessionCookie } from '../http/session-cookie';
import type { BrowserRules } from '../http/session-cookie';

/** Authenticates users by token, cookie or the claims behind a one-time ticket. */
export interface Authentication {
  authenticate(token: string): Promise<Principal>;
  authenticateCookie(token: string): Promise<WebSession>;
  authenticateClaims(claims: TokenClaims): Promise<Principal>;
  isCsrfToken(session: WebSession, given: string): boolean;
}

export interface CredentialDeps {
  authenticator: Authentication;
  tickets: { redeem(ticket: string): Promise<TokenClaims> };
  browsers: BrowserRules;
}

/** Authenticates again on every call: a connection outlives tokens, roles and sign-ins. */
export type Credential = () => Promise<Principal>;

/** The WebSocket subprotocol that carries a token: `new WebSocket(url, ['bearer', token])`. */
export const BEARER_PROTOCOL = 'bearer';

export function tokenCredential(authenticator: Authentication, token: string): Credential {
  return () => authenticator.authenticate(token);
}

/** Redeems a one-time ticket (C-31, C-32); later checks use the claims it was issued for. */
export async function ticketCredential(
  { authenticator, tickets }: Pick<CredentialDeps, 'authenticator' | 'tickets'>,
  ticket: string,
): Promise<Credential> {
  const claims = await tickets.redeem(ticket);
  return () => authenticator.authenticateClaims(claims);
}

/**
 * The credential of a WebSocket handshake (C-31, C-32): a one-time ticket or a token in the query,
 * a token as subprotocol or header, or the session cookie, which is accepted from the same origin
 * only. Throws `unauthenticated`, or `forbidden` for a foreign origin.
 */
export async function handshakeCredential(
  request: IncomingMessage,
  deps: CredentialDeps,
): Promise<Credential> {
  const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
  const ticket = query.get('ticket');
  if (ticket !== null) return ticketCredential(deps, ticket);
  const token = query.get('token') ?? tokenFromHeaders(request);
  if (token !== undefined) return tokenCredential(deps.authenticator, token);
  const cookie = parseSessionCookie(request.headers.cookie, deps.browsers);
  if (cookie === undefined) {
    throw new AppError('unauthenticated', {
      message: 'Sign in first: connect with a token or a one-time ticket',
    });
  }
  requireSameOrigin(request, deps.browsers);
  return async () => (await deps.authenticator.authenticateCookie(cookie)).principal;
}

function tokenFromHeaders({ headers }: IncomingMessage): string | undefined {
  const [scheme, token] = (headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer' && token) return token;
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  return protocols[0] === BEARER_PROTOCOL ? protocols[1] : undefined;
}

/**
 * Browsers attach the cookie for any page; only `Origin`, with scheme and port, identifies the page that
 * connects.
 */
function requireSameOrigin(
  { headers, socket }: IncomingMessage,
  { publicUrl }: Pick<BrowserRules, 'publicUrl'>,
): void {
  const isTls = 'encrypted' in socket;
  if (headers.origin && headers.origin === ownOrigin(headers, { publicUrl, isTls })) return;
  throw new AppError('forbidden', {
    message: 'The session cookie is accepted from the same origin only. Use a token or a ticket',
  });
}
