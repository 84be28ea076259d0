import { z } from 'zod';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import type { AuthenticatedRequest } from '../http/authenticate-request';
import { instant } from '../shared/instant';

export const ticketResponse = z.object({ ticket: z.string(), expiresAt: instant });

/** Issues a one-time ticket that opens one socket or stream within a minute. */
export async function issueTicket(
  { authenticator, tickets }: Pick<Context, 'authenticator' | 'tickets'>,
  { token }: Pick<AuthenticatedRequest, 'token'>,
): Promise<z.infer<typeof ticketResponse>> {
  if (token === undefined) throw new AppError('unauthenticated');
  return tickets.issue(authenticator.claimsOf(token));
}
