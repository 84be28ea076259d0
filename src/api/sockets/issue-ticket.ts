import { z } from 'zod';
import type { Context } from '../../context';
import { AppError } from '../../errors';
import type { Call } from '../http/route';
import { instant } from '../shared/session-schema';

export const ticketResponse = z.object({ ticket: z.string(), expiresAt: instant });

/** A ticket with which whoever calls may open one socket or stream within a minute. */
export async function issueTicket(
  { authenticator, tickets }: Pick<Context, 'authenticator' | 'tickets'>,
  { token: proof }: Pick<Call<unknown>, 'token'>,
): Promise<z.infer<typeof ticketResponse>> {
  if (proof === undefined) throw new AppError('unauthenticated');
  return tickets.issue(authenticator.claimsOf(proof));
}
