import { z } from 'zod';
import type { WebSession } from '../../users/authenticator';
import { signOutEverywhere } from '../../accounts/sign-out';
import { signInSchema } from '../../users/sign-in/sign-in';
import {
  endToken,
  endWebSession,
  renewWebSession,
  startWebSession,
  viewWebSession,
} from '../../users/sign-in/web-session';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import { guardSignIn } from './guard-sign-in';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { webSessionResponse } from './sign-in-schemas';

const SESSION_PATH = '/auth/session';

/** Signing in for browsers: the token is in an httpOnly cookie (ADR 0008). */
export function webSessionRoutes(context: Context): AnyRoute[] {
  return [
    ...signInRoutes(context),
    ...currentSessionRoutes(context),
    ...signOutRoutes(context),
    ...revocationRoutes(context),
  ];
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
      handle: async (call) => {
        const { token, expiresAt, view } = await guardSignIn(context, call, (attempt) =>
          startWebSession(servicesOf(context), { ...call.input, ...attempt }),
        );
        call.cookie.set(token, expiresAt);
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
      summary: 'Get the user signed in to this browser',
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

/** Revoke tokens of clients without a cookie as well. */
function revocationRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'delete',
      path: '/auth/login',
      summary: 'Sign out a client that uses a token: revokes the token',
      access: 'signed-in',
      input: z.object({}),
      response: z.object({}),
      message: 'Signed out',
      handle: async ({ principal, token, webSession, cookie }) => {
        if (webSession) {
          await endWebSession(servicesOf(context), webSession);
          cookie.clear();
        } else if (token !== undefined) {
          await endToken(context, principal, context.authenticator.claimsOf(token));
        }
        return {};
      },
    }),
    defineRoute({
      method: 'delete',
      path: '/auth/sessions',
      summary: 'Sign out everywhere: revoke all tokens and close all connections of the caller',
      access: 'signed-in',
      input: z.object({}),
      response: z.object({}),
      message: 'Signed out everywhere',
      handle: async ({ principal, cookie }) => {
        await signOutEverywhere(context, principal);
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
