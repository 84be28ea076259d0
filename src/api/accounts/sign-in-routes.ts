import { z } from 'zod';
import { getSignInOptions } from '../../accounts/sign-in-options';
import { listDemoUsers } from '../../users/demo-users';
import { signIn, signInSchema } from '../../users/sign-in/sign-in';
import type { Context } from '../../context';
import { guardSignIn } from './guard-sign-in';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';
import { passwordLinkRoutes } from './password-link-routes';
import { demoUserResponse, signedInResponse, signInOptionsResponse } from './sign-in-schemas';
import { webSessionRoutes } from './web-session-routes';

export function signInRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/login',
      summary: 'Sign in with email and password; the response contains the token',
      access: 'public',
      input: signInSchema,
      response: signedInResponse,
      message: 'Signed in',
      handle: async (call) => {
        const { token, user } = await guardSignIn(context, call, (attempt) =>
          signIn(context, { ...call.input, ...attempt }),
        );
        return { token, user };
      },
    }),
    ...publicListRoutes(context),
    ...webSessionRoutes(context),
    ...passwordLinkRoutes(context),
  ];
}

/** For the sign-in page. */
function publicListRoutes({ db, config }: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/auth/demo-people',
      summary: 'List demo users; empty in production',
      access: 'public',
      input: z.object({}),
      response: z.array(demoUserResponse),
      message: 'Demo users listed',
      handle: () => listDemoUsers({ db, production: config.production }),
    }),
    defineRoute({
      method: 'get',
      path: '/auth/options',
      summary: 'Get what the sign-in page shows: demo users, and whether the team can sign in',
      access: 'public',
      input: z.object({}),
      response: signInOptionsResponse,
      message: 'Options listed',
      handle: () => getSignInOptions({ db, production: config.production }),
    }),
  ];
}
