import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import type { ChatServices } from '../chat-services';
import { saveRating } from './summary-repository';
import { requireCompletedSession } from './summary-target';
import type { SummaryTarget } from './summary-target';

const RANGE = 'must be a whole number from 1 to 5';
export const ratingSchema = z.object({ rating: z.int(RANGE).min(1, RANGE).max(5, RANGE) });

type Services = Pick<ChatServices, 'db' | 'clock'>;

/** Saves the client's rating of a session that has ended. Throws `already-rated` the second time. */
export async function rateSession(
  services: Services,
  principal: Principal,
  { rating, ...target }: SummaryTarget & { rating: number },
): Promise<void> {
  const { conversationId, clientId } = await requireCompletedSession(services, principal, target);
  if (principal.id !== clientId) {
    throw new AppError('forbidden', { message: 'Only the client of the session can rate it' });
  }
  const at = new Date(services.clock.now());
  const isFirst = await saveRating(services.db.source.manager, { conversationId, rating, at });
  if (!isFirst) throw new AppError('already-rated');
}
