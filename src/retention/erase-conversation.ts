import { z } from 'zod';
import { appendAudit } from '../users/audit-repository';
import type { Principal } from '../users/principal';
import { isRowId } from '../ids';
import { inTransaction } from '../database/in-transaction';
import { AppError } from '../errors';
import { cleanUpAfterErasure } from './clean-up-after-erasure';
import { eraseConversationData } from './erase-conversation-data';
import type { RetentionServices } from './retention-services';

export const eraseSchema = z.object({ conversationId: z.string() });

export interface ErasedView {
  conversationId: string;
  erasedAt: string;
}

type Services = Pick<RetentionServices, 'db' | 'clock' | 'keys' | 'accessCache' | 'files'>;

/**
 * A person of the team erases what was said in a conversation because somebody asked for it; the
 * act is audited. Refuses `conversation-held`, and `conversation-in-use` before a session is over;
 * a repeat is `conversation-erased`.
 */
export async function eraseConversation(
  services: Services,
  principal: Principal,
  { conversationId }: z.infer<typeof eraseSchema>,
): Promise<ErasedView> {
  if (!isRowId(conversationId)) throw new AppError('conversation-not-found');
  const at = new Date(services.clock.now());
  const blobIds = await inTransaction(services.db, async (tx) => {
    const { outcome, blobIds } = await eraseConversationData(tx, { conversationId, at });
    if (outcome !== 'erased') throw new AppError(outcome);
    await appendAudit(tx, {
      ...{ actorId: principal.id, conversationId, at },
      action: 'conversation.erase',
    });
    return blobIds;
  });
  await cleanUpAfterErasure(services, conversationId, blobIds);
  return { conversationId, erasedAt: at.toISOString() };
}
