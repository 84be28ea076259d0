import { z } from 'zod';
import { blockSchema, blockUser, signOutUser, signOutUserSchema } from '../../accounts/sign-out';
import { auditSchema, listAudit } from '../../accounts/list-audit';
import { AUDITED_ACTIONS } from '../../audited-actions';
import { ROLES } from '../../enums';
import { instant } from '../shared/instant';
import type { Context } from '../../context';
import { defineRoute } from '../http/route';
import type { AnyRoute } from '../http/route';

const TEAM = ['team'] as const;

const auditResponse = z.object({
  id: z.string(),
  at: instant,
  action: z.enum(AUDITED_ACTIONS),
  /** Null: an operator ran a command. */
  actor: z.object({ id: z.string(), fullName: z.string(), role: z.enum(ROLES) }).nullable(),
  /** Account and machine of the operator. */
  operator: z.string().nullable(),
  /** The user concerned. */
  user: z.object({ id: z.string(), fullName: z.string() }).nullable(),
  sessionId: z.string().nullable(),
  conversationId: z.string().nullable(),
  reason: z.string().nullable(),
  /** /24 or /64 that the request came from. */
  network: z.string().nullable(),
});

/** Blocking and sign-out of accounts by the team; every action is audited with its reason. */
export function accountRoutes(context: Context): AnyRoute[] {
  return [
    defineRoute({
      method: 'get',
      path: '/team/audit',
      summary: 'List the audit log, newest first; reading it is an entry itself',
      access: TEAM,
      input: auditSchema,
      response: z.array(auditResponse),
      message: 'Audit log listed',
      handle: ({ principal, input }) => listAudit(context, principal, input),
    }),
    defineRoute({
      method: 'post',
      path: '/team/people/:userId/sign-out',
      summary: 'Sign a user out everywhere, such as after a lost device or a stolen token',
      access: TEAM,
      input: signOutUserSchema,
      response: z.object({ userId: z.string() }),
      message: 'User signed out everywhere',
      handle: ({ principal, input }) => signOutUser(context, principal, input),
    }),
    defineRoute({
      method: 'put',
      path: '/team/people/:userId/block',
      summary: 'Block or unblock an account; blocking closes its connections at once',
      access: TEAM,
      input: blockSchema,
      response: z.object({ userId: z.string(), blocked: z.boolean() }),
      message: 'Account saved',
      handle: ({ principal, input }) => blockUser(context, principal, input),
    }),
  ];
}
