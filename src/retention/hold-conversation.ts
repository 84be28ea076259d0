import { z } from 'zod';
import { appendAudit } from '../users/audit/audit-repository';
import { requireRole } from '../users/principal';
import type { Principal } from '../users/principal';
import { isRowId } from '../ids';
import { lockForErasure, updateHold } from '../chat/conversation-retention-repository';
import { inTransaction } from '../database/in-transaction';
import { AppError } from '../errors';
import type { RetentionServices } from './retention-services';

export const holdSchema = z.object({
  conversationId: z.string(),
  held: z.boolean('must be true or false'),
});

export interface HoldView {
  conversationId: string;
  heldAt: string | null;
}

/** Sets or lifts a hold that exempts a conversation from erasure, for the team; audited. */
export async function holdConversation(
  services: Pick<RetentionServices, 'db' | 'clock'>,
  principal: Principal,
  { conversationId, held }: z.infer<typeof holdSchema>,
): Promise<HoldView> {
  requireRole(principal, 'team');
  if (!isRowId(conversationId)) throw new AppError('conversation-not-found');
  const at = new Date(services.clock.now());
  return inTransaction(services.db, async (tx) => {
    const found = await lockForErasure(tx, conversationId);
    if (!found) throw new AppError('conversation-not-found');
    const heldAt = held ? (found.heldAt ?? at) : null;
    await updateHold(tx, conversationId, heldAt);
    const action = held ? 'conversation.hold' : 'conversation.release';
    await appendAudit(tx, { actor: principal, action, conversationId, at });
    return { conversationId, heldAt: heldAt?.toISOString() ?? null };
  });
}
