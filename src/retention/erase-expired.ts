import { inLongTransaction } from '../database/in-long-transaction';
import { findExpiredConversations } from '../chat/conversation-retention-repository';
import { eraseCounselingsBefore } from '../sessions/booking/counseling-repository';
import { cleanUpAfterErasure, eraseConversationData } from './erase-conversation-data';
import type { RetentionServices } from './retention-services';

/** Conversations per query; each is its own transaction. */
const BATCH = 200;

/**
 * Retention: deletes the content of all expired conversations (C-27) and the texts of expired
 * counselings without chat; returns the number of conversations. Concurrent runs are harmless: each
 * conversation is checked again under its lock. `onErased` is called after each.
 */
export async function eraseExpired(
  services: RetentionServices,
  onErased: () => void = () => undefined,
): Promise<number> {
  const { db, clock, rules } = services;
  const now = new Date(clock.now());
  await eraseCounselingsBefore(db.source.manager, new Date(now.getTime() - rules.periods.session));
  let erased = 0;
  for (;;) {
    const due = await findExpiredConversations(db.source.manager, {
      periods: rules.periods,
      now,
      limit: BATCH,
    });
    let erasedNow = 0;
    for (const { id: conversationId, inactiveSince } of due) {
      const { outcome, blobIds } = await inLongTransaction(db, (tx) =>
        eraseConversationData(tx, { conversationId, at: now, unlessActiveSince: inactiveSince }),
      );
      if (outcome === 'erased') erasedNow += 1;
      await cleanUpAfterErasure(services, conversationId, blobIds);
      onErased();
    }
    erased += erasedNow;
    // Conversations that could not be erased wait for the next run.
    if (due.length < BATCH || erasedNow === 0) return erased;
  }
}
