import { z } from 'zod';
import type { WebSession } from '../../users/authenticator';
import { signInSchema } from '../../users/sign-in';
import {
  endWebSession,
  renewWebSession,
  startWebSession,
  viewWebSession,
} from '../../users/web-session';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { webSessionResponse } from './sign-in-schemas';

const SESSION_PATH = '/auth/session';

/** Signing in for browsers: the token is in an httpOnly cookie (ADR 0008). */
export function webSessionRoutes(context: Context): AnyRoute[] {
  return [...signInRoutes(context), ...currentSessionRoutes(context), ...signOutRoutes(context)];
}

const servicesOf = (context: Context) => ({ ...context, webSession: context.config.webSession });

function signInRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: SESSION_PATH,
      summary: 'Sign a browser in: the token goes into an httpOnly cookie',
      access: 'public',
      input: signInSchema,
      response: webSessionResponse,
      message: 'Signed in',
      handle: async ({ input, cookie, clientIp: address }) => {
        const { email } = input;
        const { token, expiresAt, view } = await context.limits.limitSignIn(
          { address, email },
          () => startWebSession(servicesOf(context), input),
        );
        cookie.set(token, expiresAt);
        return view;
      },
    }),
  ];
}

function currentSessionRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: SESSION_PATH,
      summary: 'Get the user signed in at this browser',
      access: 'signed-in',
      input: z.object({}),
      response: webSessionResponse,
      message: 'Signed in',
      handle: ({ webSession }) => viewWebSession(context, requireWebSession(webSession)),
    }),
    defineRoute({
      method: 'put',
      path: SESSION_PATH,
      summary: 'Renew the sign-in: the cookie gets a new token',
      access: 'signed-in',
      input: z.object({}),
      response: webSessionResponse,
      message: 'Sign-in renewed',
      handle: ({ webSession, cookie }) => {
        const session = requireWebSession(webSession);
        const { token, expiresAt, view } = renewWebSession(servicesOf(context), session);
        cookie.set(token, expiresAt);
        return view;
      },
    }),
  ];
}

function signOutRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'delete',
      path: SESSION_PATH,
      summary: 'Sign this browser out and revoke its token',
      access: 'signed-in',
      input: z.object({}),
      response: z.object({}),
      message: 'Signed out',
      handle: async ({ webSession, cookie }) => {
        await endWebSession(servicesOf(context), requireWebSession(webSession));
        cookie.clear();
        return {};
      },
    }),
  ];
}

function requireWebSession(webSession: WebSession | undefined): WebSession {
  if (webSession) return webSession;
  throw new AppError('unauthenticated', {
    message:
      'This route needs the session cookie of a browser, and you sent a token. Omit the token',
  });
}
