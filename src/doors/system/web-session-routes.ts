import { z } from 'zod';
import type { WebSession } from '../../accounts/authenticator';
import { signInSchema } from '../../accounts/sign-in';
import {
  endWebSession,
  renewWebSession,
  startWebSession,
  viewWebSession,
} from '../../accounts/web-session';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { webSessionReply } from './sign-in-replies';

const SESSION = '/auth/session';

/** Signing in for browsers: their token lies in a cookie that no script can read (ADR 0008). */
export function webSessionRoutes(context: Context): AnyRoute[] {
  return [...comingRoutes(context), ...stayingRoutes(context), ...leavingRoutes(context)];
}

const servicesOf = (context: Context) => ({ ...context, webSession: context.config.webSession });

function comingRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: SESSION,
      summary: 'Sign a browser in: its token goes into an httpOnly cookie',
      right: 'anybody',
      input: signInSchema,
      reply: webSessionReply,
      message: 'Signed in',
      handle: async ({ input, cookie, address }) => {
        const { email } = input;
        const { token, expiresAt, view } = await context.limits.watchSignIn(
          { address, email },
          () => startWebSession(servicesOf(context), input),
        );
        cookie.keep(token, expiresAt);
        return view;
      },
    }),
  ];
}

function stayingRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: SESSION,
      summary: 'Who is signed in at this browser',
      right: 'signed-in',
      input: z.object({}),
      reply: webSessionReply,
      message: 'Signed in',
      handle: ({ webSession }) => viewWebSession(context, ofBrowser(webSession)),
    }),
    defineRoute({
      method: 'put',
      path: SESSION,
      summary: 'Stay signed in: the cookie gets a new token',
      right: 'signed-in',
      input: z.object({}),
      reply: webSessionReply,
      message: 'Sign-in renewed',
      handle: ({ webSession, cookie }) => {
        const session = ofBrowser(webSession);
        const { token, expiresAt, view } = renewWebSession(servicesOf(context), session);
        cookie.keep(token, expiresAt);
        return view;
      },
    }),
  ];
}

function leavingRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'delete',
      path: SESSION,
      summary: 'Sign this browser out; its token is good for nothing from then on',
      right: 'signed-in',
      input: z.object({}),
      reply: z.object({}),
      message: 'Signed out',
      handle: async ({ webSession, cookie }) => {
        await endWebSession(servicesOf(context), ofBrowser(webSession));
        cookie.clear();
        return {};
      },
    }),
  ];
}

function ofBrowser(webSession: WebSession | undefined): WebSession {
  if (webSession) return webSession;
  throw new AppError('unauthenticated', {
    message: 'This is about the sign-in of a browser, and you sent a token. Leave the token out',
  });
}
