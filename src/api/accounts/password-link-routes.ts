import { z } from 'zod';
import {
  checkPasswordLink,
  checkPasswordLinkSchema,
} from '../../accounts/passwords/check-password-link';
import { setPassword, setPasswordSchema } from '../../accounts/passwords/set-password';
import { networkOf } from '../../users/sign-in/network';
import type { Context } from '../../context';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';

/** For the page of a one-time link; neither signs anyone in. The secret is never part of a URL. */
export function passwordLinkRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'post',
      path: '/auth/password-link',
      summary: 'Get the account for which a one-time link sets a password',
      access: 'public',
      input: checkPasswordLinkSchema,
      response: z.object({ email: z.string(), fullName: z.string(), minLength: z.int() }),
      message: 'The link is valid',
      handle: ({ input, clientIp }) =>
        context.limits.passwordLinks.run(clientIp, () => checkPasswordLink(context, input)),
    }),
    defineRoute({
      method: 'put',
      path: '/auth/password',
      summary: 'Set the password of the account of a one-time link, and revoke all its tokens',
      access: 'public',
      input: setPasswordSchema,
      response: z.object({}),
      message: 'The password is set. Sign in with it',
      handle: async ({ input, clientIp }) => {
        const network = networkOf(clientIp);
        await context.limits.passwordLinks.run(clientIp, () =>
          setPassword(context, { ...input, network }),
        );
        return {};
      },
    }),
  ];
}
