import type { Principal } from '../../users/principal';
import { requireRole } from '../../users/principal';
import { appendAudit } from '../../users/audit/audit-repository';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import { requireAccess } from '../access/require-access';
import type { ChatServices } from '../chat-services';
import { lockConversation } from '../conversation-repository';
import { requireUsers } from './group-policy';
import { deleteConsents, insertConsents } from './join-consent-repository';

export interface ConsentInput {
  conversationId: string;
  userIds: string[];
  agrees: boolean;
}

/**
 * A client in a group agrees that these users may be added to it, or takes that back before they are;
 * audited.
 */
export async function consentToJoin(
  services: Pick<ChatServices, 'db' | 'clock' | 'accessCache'>,
  principal: Principal,
  { conversationId, userIds, agrees }: ConsentInput,
): Promise<void> {
  requireRole(principal, 'client');
  await requireAccess(services, principal, { target: { conversationId }, permission: 'read' });
  const givenAt = new Date(services.clock.now());
  await inTransaction(services.db, async (tx) => {
    const group = await lockConversation(tx, conversationId);
    if (group?.kind !== 'group') throw new AppError('people-are-fixed');
    if (!group.memberIds.includes(principal.id)) throw new AppError('not-your-conversation');
    const users = await requireUsers(tx, userIds);
    const ids = users.map(({ id }) => id);
    const consent = { conversationId, clientId: principal.id, userIds: ids };
    await (agrees ? insertConsents(tx, { ...consent, givenAt }) : deleteConsents(tx, consent));
    for (const userId of ids) {
      await appendAudit(tx, {
        actor: principal,
        conversationId,
        userId,
        at: givenAt,
        action: agrees ? 'group.consent' : 'group.withdraw-consent',
      });
    }
  });
}
