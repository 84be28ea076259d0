import { z } from 'zod';
import type { Context } from '../context';
import { AppError } from '../errors';
import type { Call } from './door';
import { instant } from './session-reply';

export const ticketReply = z.object({ ticket: z.string(), expiresAt: instant });

/** A ticket with which whoever calls may open one socket or stream within a minute. */
export async function issueTicket(
  { authenticator, tickets }: Pick<Context, 'authenticator' | 'tickets'>,
  { proof }: Pick<Call<unknown>, 'proof'>,
): Promise<z.infer<typeof ticketReply>> {
  if (proof === undefined) throw new AppError('unauthenticated');
  return tickets.issue(authenticator.claimsOf(proof));
}
