import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import type { ConversationServices } from './conversation-services';
import { saveRating } from './summary-store';
import { heldSession } from './summed-up';
import type { SummedUp } from './summed-up';

const WHOLE = 'must be a whole number from 1 to 5';
export const ratingSchema = z.object({ rating: z.int(WHOLE).min(1, WHOLE).max(5, WHOLE) });

type Services = Pick<ConversationServices, 'db' | 'clock'>;

/** The client rates a session that was held, once: afterwards `already-rated`. */
export async function rateSession(
  services: Services,
  principal: Principal,
  { rating, ...meant }: SummedUp & { rating: number },
): Promise<void> {
  const { conversationId, clientId } = await heldSession(services, principal, meant);
  if (principal.id !== clientId) {
    throw new AppError('forbidden', { message: 'Only the client of the session rates it' });
  }
  const at = new Date(services.clock.now());
  const isFirst = await saveRating(services.db.source.manager, { conversationId, rating, at });
  if (!isFirst) throw new AppError('already-rated');
}
