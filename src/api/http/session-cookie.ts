import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

const COOKIE_NAME = 'rd_session';

/** Sets and clears the browser's sign-in cookie: httpOnly, SameSite=Strict. */
export interface SessionCookie {
  set(token: string, expiresAt: number): void;
  clear(): void;
}

export function readSessionCookie(request: Request): string | undefined {
  return parseSessionCookie(request.get('cookie'));
}

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

/** An unverified `X-Forwarded-Proto` is enough: a forged one only makes the cookie stricter. */
function isTls(request: Request): boolean {
  const [outermost = ''] = (request.get('x-forwarded-proto') ?? '').split(',');
  return request.secure || outermost.trim().toLowerCase() === 'https';
}
