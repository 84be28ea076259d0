import type { Principal } from '../../users/principal';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { ChatServices } from '../chat-services';
import { saveNotes } from './summary-repository';
import { encryptSummaryNotes } from './summary-notes';
import type { SummaryNotes } from './summary-notes';
import { requireCompletedSession } from './summary-target';
import type { SummaryTarget } from './summary-target';

type Services = Pick<ChatServices, 'db' | 'clock' | 'keys'>;

/** Saves the psychologist's notes of a session that has ended; both participants can read them. */
export async function writeSummary(
  services: Services,
  principal: Principal,
  { notes, ...target }: SummaryTarget & { notes: SummaryNotes },
): Promise<void> {
  const { conversationId, psychologistId } = await requireCompletedSession(
    services,
    principal,
    target,
  );
  if (principal.id !== psychologistId) {
    throw new AppError('forbidden', {
      message: 'Only the psychologist of the session can write its summary. You can read it',
    });
  }
  await inTransaction(services.db, async (tx) => {
    const key = await services.keys.find(tx, conversationId);
    const encrypted = encryptSummaryNotes(key, conversationId, notes);
    await saveNotes(tx, { conversationId, notes: encrypted, at: new Date(services.clock.now()) });
  });
}
