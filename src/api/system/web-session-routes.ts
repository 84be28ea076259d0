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

/** Signing in for browsers: their token lies in a cookie that no script can read (ADR 0008). */
export function webSessionRoutes(context: Context): AnyRoute[] {
  return [...signInRoutes(context), ...currentSessionRoutes(context), ...signOutRoutes(context)];
}

const servicesOf = (context: Context) => ({ ...context, webSession: context.config.webSession });

function signInRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: SESSION_PATH,
      summary: 'Sign a browser in: its token goes into an httpOnly cookie',
      access: 'anybody',
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
      summary: 'Who is signed in at this browser',
      access: 'signed-in',
      input: z.object({}),
      response: webSessionResponse,
      message: 'Signed in',
      handle: ({ webSession }) => viewWebSession(context, requireWebSession(webSession)),
    }),
    defineRoute({
      method: 'put',
      path: SESSION_PATH,
      summary: 'Stay signed in: the cookie gets a new token',
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
      summary: 'Sign this browser out; its token is good for nothing from then on',
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
    message: 'This is about the sign-in of a browser, and you sent a token. Leave the token out',
  });
}
