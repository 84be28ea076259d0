import { z } from 'zod';
import type { WebSession } from '../../accounts/authenticator';
import { listDemoPeople } from '../../accounts/demo-people';
import { signIn, signInSchema } from '../../accounts/sign-in';
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
import { demoPersonReply, signedInReply, webSessionReply } from './sign-in-replies';

const SESSION = '/auth/session';

export function signInRoutes(context: Context): AnyRoute[] {
  return [...tokenRoutes(context), ...entranceRoutes(context), ...webSessionRoutes(context)];
}

/** For programs, which keep their token themselves. */
function tokenRoutes({ db, jwtSecret }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/login',
      summary: 'Sign in with e-mail and password',
      right: 'anybody',
      input: signInSchema,
      reply: signedInReply,
      message: 'Signed in',
      handle: ({ input }) => signIn({ db, jwtSecret }, input),
    }),
  ];
}

/** For browsers, which keep a cookie that no script can read. */
function entranceRoutes(context: Context): AnyRoute[] {
  const services = { ...context, webSession: context.config.webSession };
  return [
    defineRoute({
      method: 'post',
      path: SESSION,
      summary: 'Sign a browser in: its token goes into an httpOnly cookie',
      right: 'anybody',
      input: signInSchema,
      reply: webSessionReply,
      message: 'Signed in',
      handle: async ({ input, cookie }) => {
        const { token, expiresAt, view } = await startWebSession(services, input);
        cookie.keep(token, expiresAt);
        return view;
      },
    }),
    defineRoute({
      method: 'get',
      path: '/auth/demo-people',
      summary: 'Whom one may try the product as; a system for real people has nobody to offer',
      right: 'anybody',
      input: z.object({}),
      reply: z.array(demoPersonReply),
      message: 'Demo people listed',
      handle: () => listDemoPeople({ db: context.db, production: context.config.production }),
    }),
  ];
}

function webSessionRoutes(context: Context): AnyRoute[] {
  const services = { ...context, webSession: context.config.webSession };
  return [
    defineRoute({
      method: 'get',
      path: SESSION,
      summary: 'Who is signed in at this browser',
      right: 'signed-in',
      input: z.object({}),
      reply: webSessionReply,
      message: 'Signed in',
      handle: async ({ webSession }) => viewWebSession(services, ofBrowser(webSession)),
    }),
    defineRoute({
      method: 'put',
      path: SESSION,
      summary: 'Stay signed in: the cookie gets a new token',
      right: 'signed-in',
      input: z.object({}),
      reply: webSessionReply,
      message: 'Sign-in renewed',
      handle: async ({ webSession, cookie }) => {
        const { token, expiresAt, view } = renewWebSession(services, ofBrowser(webSession));
        cookie.keep(token, expiresAt);
        return view;
      },
    }),
    defineRoute({
      method: 'delete',
      path: SESSION,
      summary: 'Sign this browser out; its token is good for nothing from then on',
      right: 'signed-in',
      input: z.object({}),
      reply: z.object({}),
      message: 'Signed out',
      handle: async ({ webSession, cookie }) => {
        await endWebSession(services, ofBrowser(webSession));
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
