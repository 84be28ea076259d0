import { inTransaction } from '../database/in-transaction';
import { eraseCounselingsBefore } from '../sessions/booking/erase-counseling';
import { cleanUpAfterErasure } from './clean-up-after-erasure';
import { eraseConversationData } from './erase-conversation-data';
import type { RetentionServices } from './retention-services';
import { findExpiredConversations } from './retention-repository';

/** So many at a time; each is a transaction of its own. */
const BATCH = 200;

/**
 * Erases every conversation whose words have had their time (C-27), and what was written with
 * counselings that had no chat; returns how many conversations went. Two that do so at once do no
 * harm: each conversation is looked at again under its lock.
 */
export async function eraseExpired(services: RetentionServices): Promise<number> {
  const { db, clock, rules } = services;
  const now = new Date(clock.now());
  await eraseCounselingsBefore(db.source.manager, new Date(now.getTime() - rules.periods.session));
  let erased = 0;
  for (;;) {
    const due = await findExpiredConversations(db.source.manager, {
      keep: rules.periods,
      now,
      limit: BATCH,
    });
    let gone = 0;
    for (const { id: conversationId, inactiveSince: movedBefore } of due) {
      const { outcome, blobIds } = await inTransaction(db, (tx) =>
        eraseConversationData(tx, { conversationId, at: now, unlessActiveSince: movedBefore }),
      );
      if (outcome === 'erased') gone += 1;
      await cleanUpAfterErasure(services, conversationId, blobIds);
    }
    erased += gone;
    // Whatever stays due after it was looked at waits for the next time.
    if (due.length < BATCH || gone === 0) return erased;
  }
}
