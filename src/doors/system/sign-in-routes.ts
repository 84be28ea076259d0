import { z } from 'zod';
import { signIn, signInSchema } from '../../accounts/sign-in';
import type { Context } from '../../context';
import { defineRoute } from '../door';
import type { AnyRoute } from '../door';
import { ROLES } from '../../words';

const signedIn = z.object({
  token: z.string(),
  user: z.object({
    id: z.string(),
    email: z.string(),
    fullName: z.string(),
    role: z.enum(ROLES),
  }),
});

export function signInRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/login',
      summary: 'Sign in with e-mail and password',
      right: 'anybody',
      input: signInSchema,
      reply: signedIn,
      message: 'Signed in',
      handle: ({ input }) => signIn({ db: context.db, jwtSecret: context.jwtSecret }, input),
    }),
  ];
}
