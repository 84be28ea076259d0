import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

const COOKIE_NAME = 'rd_session';

/** The cookie in which a browser carries its sign-in: no script can read it, no other site can send it. */
export interface SessionCookie {
  set(token: string, expiresAt: number): void;
  clear(): void;
}

export function readSessionCookie(request: Request): string | undefined {
  return parseSessionCookie(request.get('cookie'));
}

/** The same from the bare header. */
export function parseSessionCookie(header: string | undefined): string | undefined {
  return header === undefined ? undefined : parseCookie(header)[COOKIE_NAME];
}

export function sessionCookie(
  request: Request,
  response: Response,
  { production }: { production: boolean },
): SessionCookie {
  const set = (value: string, maxAge: number): void => {
    const secure = production || isTls(request);
    response.append(
      'Set-Cookie',
      stringifySetCookie(COOKIE_NAME, value, {
        httpOnly: true,
        sameSite: 'strict',
        path: '/',
        maxAge,
        secure,
      }),
    );
  };
  return {
    set: (token, expiresAt) => set(token, Math.max(0, Math.round((expiresAt - Date.now()) / 1000))),
    clear: () => set('', 0),
  };
}

/**
 * A proxy's word is enough here: believing it can only make the cookie stricter, and whoever forges
 * the header makes their own cookie useless.
 */
function isTls(request: Request): boolean {
  const [outermost = ''] = (request.get('x-forwarded-proto') ?? '').split(',');
  return request.secure || outermost.trim().toLowerCase() === 'https';
}
