import type { Principal } from '../accounts/principal';
import { inTransaction } from '../db/in-transaction';
import { AppError } from '../errors';
import type { ChatServices } from './conversation-services';
import { saveNotes } from './summary-store';
import { encryptSummaryNotes } from './summary-words';
import type { SummaryNotes } from './summary-words';
import { requireHeldSession } from './summed-up';
import type { SummaryTarget } from './summed-up';

type Services = Pick<ChatServices, 'db' | 'clock' | 'keys'>;

/** The psychologist sums up a session that was held, as often as they like; both can read it. */
export async function writeSummary(
  services: Services,
  principal: Principal,
  { words, ...meant }: SummaryTarget & { words: SummaryNotes },
): Promise<void> {
  const { conversationId, psychologistId } = await requireHeldSession(services, principal, meant);
  if (principal.id !== psychologistId) {
    throw new AppError('forbidden', {
      message: 'Only the psychologist of the session sums it up; you can read what they wrote',
    });
  }
  await inTransaction(services.db, async (tx) => {
    const key = await services.keys.find(tx, conversationId);
    const notes = encryptSummaryNotes(key, conversationId, words);
    await saveNotes(tx, { conversationId, notes, at: new Date(services.clock.now()) });
  });
}
