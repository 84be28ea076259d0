import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import type { ChatServices } from '../chat-services';
import { saveRating } from './summary-repository';
import { requireHeldSession } from './summary-target';
import type { SummaryTarget } from './summary-target';

const WHOLE = 'must be a whole number from 1 to 5';
export const ratingSchema = z.object({ rating: z.int(WHOLE).min(1, WHOLE).max(5, WHOLE) });

type Services = Pick<ChatServices, 'db' | 'clock'>;

/** The client rates a session that was held, once: afterwards `already-rated`. */
export async function rateSession(
  services: Services,
  principal: Principal,
  { rating, ...meant }: SummaryTarget & { rating: number },
): Promise<void> {
  const { conversationId, clientId } = await requireHeldSession(services, principal, meant);
  if (principal.id !== clientId) {
    throw new AppError('forbidden', { message: 'Only the client of the session rates it' });
  }
  const at = new Date(services.clock.now());
  const isFirst = await saveRating(services.db.source.manager, { conversationId, rating, at });
  if (!isFirst) throw new AppError('already-rated');
}
