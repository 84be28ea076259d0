import type { Request } from 'express';
import type { WebSession } from '../accounts/authenticator';
import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import { readSessionCookie } from './session-cookie';
import type { Role } from '../words';

/** Who may call a route: anybody, whoever is signed in, or certain roles. */
export type Right = 'anybody' | 'signed-in' | readonly Role[];

/** Who tells persons apart. */
export interface Guard {
  authenticate(token: string): Promise<Principal>;
  authenticateCookie(token: string): Promise<WebSession>;
  isCsrfToken(session: WebSession, given: string): boolean;
}

export interface Admitted {
  principal: Principal;
  /** The token by which they were known; never to be written down. */
  proof?: string;
  /** Where the caller is a browser with our cookie. */
  webSession?: WebSession;
}

const NOBODY: Principal = { id: '0', role: 'client', fullName: '', email: '' };
const SAFE = ['GET', 'HEAD'];

/** Lets a request in, or refuses: 401 who it is, 403 a change no page of ours asked for, 403 the role. */
export async function admit(request: Request, right: Right, guard: Guard): Promise<Admitted> {
  if (right === 'anybody') return { principal: NOBODY };
  const admitted = await identify(request, guard);
  const { role } = admitted.principal;
  if (right !== 'signed-in' && !right.includes(role)) {
    throw new AppError('forbidden', {
      message: `Only ${right.join(' or ')} may do this; you are signed in as ${role}`,
    });
  }
  return admitted;
}

/** A Bearer token wins over the cookie: whoever sends one does so on purpose. */
async function identify(request: Request, guard: Guard): Promise<Admitted> {
  const [scheme, token, ...rest] = (request.get('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer') {
    if (!token || rest.length > 0) throw new AppError('unauthenticated');
    return { principal: await guard.authenticate(token), proof: token };
  }
  const cookie = readSessionCookie(request);
  if (!cookie) throw new AppError('unauthenticated');
  const webSession = await guard.authenticateCookie(cookie);
  if (!SAFE.includes(request.method)) {
    const given = request.get('x-csrf-token') ?? '';
    if (!guard.isCsrfToken(webSession, given)) throw new AppError('csrf-token-wrong');
  }
  return { principal: webSession.principal, proof: cookie, webSession };
}
