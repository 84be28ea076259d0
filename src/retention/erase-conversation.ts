import { z } from 'zod';
import { appendAudit } from '../users/audit-repository';
import { requireRole } from '../users/principal';
import type { Principal } from '../users/principal';
import { isRowId } from '../ids';
import { inLongTransaction } from '../database/in-long-transaction';
import { AppError } from '../errors';
import { cleanUpAfterErasure, eraseConversationData } from './erase-conversation-data';
import type { RetentionServices } from './retention-services';

export const eraseSchema = z.object({ conversationId: z.string() });

export interface ErasedView {
  conversationId: string;
  erasedAt: string;
}

type Services = Pick<RetentionServices, 'db' | 'clock' | 'keys' | 'accessCache' | 'files'>;

/**
 * Erases a conversation for the team on request; audited. Throws `conversation-held`,
 * `conversation-in-use` before its session ended, `conversation-erased` on a repeat.
 */
export async function eraseConversation(
  services: Services,
  principal: Principal,
  { conversationId }: z.infer<typeof eraseSchema>,
): Promise<ErasedView> {
  requireRole(principal, 'team');
  if (!isRowId(conversationId)) throw new AppError('conversation-not-found');
  const at = new Date(services.clock.now());
  const blobIds = await inLongTransaction(services.db, async (tx) => {
    const { outcome, blobIds } = await eraseConversationData(tx, { conversationId, at });
    if (outcome !== 'erased') throw new AppError(outcome);
    await appendAudit(tx, {
      ...{ actor: principal, conversationId, at },
      action: 'conversation.erase',
    });
    return blobIds;
  });
  await cleanUpAfterErasure(services, conversationId, blobIds);
  return { conversationId, erasedAt: at.toISOString() };
}
