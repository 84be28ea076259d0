import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import { KNOWN_DEVICE_MS } from '../../users/sign-in/known-device';

const COOKIE_NAME = 'rd_session';
/** Marks of known devices; sent to the routes of signing in only. */
const DEVICE_COOKIE_NAME = 'rd_device';
const DEVICE_COOKIE_PATH = '/api/v1/auth';

/** What browsers and their pages must fulfil; part of the configuration. */
export interface BrowserRules {
  /** Cookies travel over TLS only, under names that no other host of the domain can set. */
  production: boolean;
  /** Undefined: the address of the request. */
  publicUrl: string | undefined;
}

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

export function parseSessionCookie(
  header: string | undefined,
  rules: Pick<BrowserRules, 'production'>,
): string | undefined {
  return header === undefined ? undefined : parseCookie(header)[sessionCookieName(rules)];
}

export function sessionCookie(
  request: Request,
  response: Response,
  rules: BrowserRules,
): SessionCookie {
  const set = (value: string, maxAge: number): void =>
    appendCookie(response, [sessionCookieName(rules), value], {
      path: '/',
      maxAge,
      secure: isSecure(request, rules),
    });
  return {
    set: (token, expiresAt) => set(token, Math.max(0, Math.round((expiresAt - Date.now()) / 1000))),
    clear: () => set('', 0),
  };
}

export function deviceCookie(
  request: Request,
  response: Response,
  rules: BrowserRules,
): DeviceCookie {
  // `__Host-` requires the path `/`.
  const name = rules.production ? `__Secure-${DEVICE_COOKIE_NAME}` : DEVICE_COOKIE_NAME;
  return {
    value: parseCookie(request.get('cookie') ?? '')[name],
    set: (value) =>
      appendCookie(response, [name, value], {
        path: DEVICE_COOKIE_PATH,
        maxAge: KNOWN_DEVICE_MS / 1000,
        secure: isSecure(request, rules),
      }),
  };
}

/**
 * The origin that pages of ours have. An unverified `X-Forwarded-Proto` is enough: a page that attacks
 * through a browser cannot set it.
 */
export function ownOrigin(
  headers: { host?: string | undefined; 'x-forwarded-proto'?: string | string[] | undefined },
  { publicUrl, isTls }: { publicUrl: string | undefined; isTls: boolean },
): string | undefined {
  if (publicUrl !== undefined) return new URL(publicUrl).origin;
  const address = `${isTls || isForwardedTls(headers) ? 'https' : 'http'}://${headers.host ?? ''}`;
  return URL.canParse(address) ? new URL(address).origin : undefined;
}

function sessionCookieName({ production }: Pick<BrowserRules, 'production'>): string {
  return production ? `__Host-${COOKIE_NAME}` : COOKIE_NAME;
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

/** A forged `X-Forwarded-Proto` only makes the cookie stricter. */
function isSecure(request: Request, { production }: BrowserRules): boolean {
  return production || request.secure || isForwardedTls(request.headers);
}

function isForwardedTls(headers: Parameters<typeof ownOrigin>[0]): boolean {
  const [outermost = ''] = String(headers['x-forwarded-proto'] ?? '').split(',');
  return outermost.trim().toLowerCase() === 'https';
}
