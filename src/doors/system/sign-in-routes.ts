import { z } from 'zod';
import { listDemoPeople } from '../../accounts/demo-people';
import { signIn, signInSchema } from '../../accounts/sign-in';
import type { Context } from '../../context';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { demoPersonReply, signedInReply } from './sign-in-replies';
import { webSessionRoutes } from './web-session-routes';

export function signInRoutes(context: Context): AnyRoute[] {
  const { db, jwtSecret, config, limits } = context;
  return [
    defineRoute({
      method: 'post',
      path: '/auth/login',
      summary: 'Sign in with e-mail and password, and keep the token yourself',
      right: 'anybody',
      input: signInSchema,
      reply: signedInReply,
      message: 'Signed in',
      handle: ({ input, address }) =>
        limits.watchSignIn({ address, email: input.email }, () => signIn({ db, jwtSecret }, input)),
    }),
    defineRoute({
      method: 'get',
      path: '/auth/demo-people',
      summary: 'Whom one may try the product as; a system for real people has nobody to offer',
      right: 'anybody',
      input: z.object({}),
      reply: z.array(demoPersonReply),
      message: 'Demo people listed',
      handle: () => listDemoPeople({ db, production: config.production }),
    }),
    ...webSessionRoutes(context),
  ];
}
