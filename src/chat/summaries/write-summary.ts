import type { Principal } from '../../users/principal';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { ChatServices } from '../chat-services';
import { saveNotes } from './summary-repository';
import { encryptSummaryNotes } from './summary-notes';
import type { SummaryNotes } from './summary-notes';
import { requireHeldSession } from './summary-target';
import type { SummaryTarget } from './summary-target';

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
