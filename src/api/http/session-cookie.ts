import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import { KNOWN_DEVICE_MS } from '../../users/known-device';

const COOKIE_NAME = 'rd_session';
/** Marks of known devices; sent to the routes of signing in only. */
const DEVICE_COOKIE_NAME = 'rd_device';
const DEVICE_COOKIE_PATH = '/api/v1/auth';

/** Sets and clears the browser's sign-in cookie: httpOnly, SameSite=Strict. */
export interface SessionCookie {
  set(token: string, expiresAt: number): void;
  clear(): void;
}

/** Marks by which a browser is known at the next sign-in. */
export interface DeviceCookie {
  value: string | undefined;
  set(value: string): void;
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
  deps: { production: boolean },
): SessionCookie {
  const set = (value: string, maxAge: number): void =>
    appendCookie(response, [COOKIE_NAME, value], {
      path: '/',
      maxAge,
      secure: isSecure(request, deps),
    });
  return {
    set: (token, expiresAt) => set(token, Math.max(0, Math.round((expiresAt - Date.now()) / 1000))),
    clear: () => set('', 0),
  };
}

export function deviceCookie(
  request: Request,
  response: Response,
  deps: { production: boolean },
): DeviceCookie {
  return {
    value: parseCookie(request.get('cookie') ?? '')[DEVICE_COOKIE_NAME],
    set: (value) =>
      appendCookie(response, [DEVICE_COOKIE_NAME, value], {
        path: DEVICE_COOKIE_PATH,
        maxAge: KNOWN_DEVICE_MS / 1000,
        secure: isSecure(request, deps),
      }),
  };
}

function appendCookie(
  response: Response,
  [name, value]: [name: string, value: string],
  options: { path: string; maxAge: number; secure: boolean },
): void {
  const cookie = stringifySetCookie(name, value, {
    httpOnly: true,
    sameSite: 'strict',
    ...options,
  });
  response.append('Set-Cookie', cookie);
}

function isSecure(request: Request, { production }: { production: boolean }): boolean {
  return production || isTls(request);
}

/** An unverified `X-Forwarded-Proto` is enough: a forged one only makes the cookie stricter. */
function isTls(request: Request): boolean {
  const [outermost = ''] = (request.get('x-forwarded-proto') ?? '').split(',');
  return request.secure || outermost.trim().toLowerCase() === 'https';
}
