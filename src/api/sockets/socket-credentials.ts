import type { IncomingMessage } from 'node:http';
import type { Principal } from '../../users/principal';
import type { TokenClaims } from '../../users/token';
import { AppError } from '../../errors';
import { parseSessionCookie } from '../http/session-cookie';

/** Who tells persons at sockets and streams apart. */
export interface SocketAuthentication {
  authenticator: {
    authenticate(token: string): Promise<Principal>;
    authenticateCookie(token: string): Promise<{ principal: Principal }>;
    authenticateClaims(claims: TokenClaims): Promise<Principal>;
  };
  tickets: { redeem(ticket: string): Promise<TokenClaims> };
}

/** Asked again from time to time: a socket outlives tokens, roles and sign-ins. */
export type Credential = () => Promise<Principal>;

/** The subprotocol behind which a token may be sent: `new WebSocket(url, ['bearer', token])`. */
export const BEARER_PROTOCOL = 'bearer';

/**
 * By what somebody at a socket or stream shows who they are (C-31, C-32): a one-time ticket or a
 * token in the query, a token as subprotocol or header, or a browser's cookie, which counts only for
 * pages of our own. Refuses `unauthenticated`, or `forbidden` to pages of others.
 */
export async function readCredential(
  request: IncomingMessage,
  { authenticator, tickets }: SocketAuthentication,
): Promise<Credential> {
  const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
  const ticket = query.get('ticket');
  if (ticket !== null) {
    const claims = await tickets.redeem(ticket);
    return () => authenticator.authenticateClaims(claims);
  }
  const token = query.get('token') ?? tokenFromHeaders(request);
  if (token !== undefined) return () => authenticator.authenticate(token);
  const cookie = parseSessionCookie(request.headers.cookie);
  if (cookie === undefined) {
    throw new AppError('unauthenticated', {
      message: 'Sign in first: send a token or a one-time ticket along',
    });
  }
  requireSameOrigin(request);
  return async () => (await authenticator.authenticateCookie(cookie)).principal;
}

function tokenFromHeaders({ headers }: IncomingMessage): string | undefined {
  const [scheme, token] = (headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer' && token) return token;
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  return protocols[0] === BEARER_PROTOCOL ? protocols[1] : undefined;
}

/** A browser sends its cookie along whoever asks; who asks is what it says as `Origin`. */
function requireSameOrigin({ headers }: IncomingMessage): void {
  const origin = headers.origin ?? '';
  const host = URL.canParse(origin) ? new URL(origin).host : undefined;
  if (host !== undefined && host === headers.host) return;
  throw new AppError('forbidden', {
    message: 'With the cookie only pages of this address may connect. Use a token or a ticket',
  });
}
