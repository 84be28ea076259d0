import { requireAccess } from '../access/require-access';
import type { ConversationTarget, PublicIdOf } from '../access/require-access';
import { AppError } from '../../errors';
import type { Principal } from '../../users/principal';
import { changeMessage } from './change-message';
import type { ChangeMessageServices, MessageTarget } from './change-message';
import { softDeleteMessage } from './message-change-repository';
import type { MessageDetails } from './message-details';

/**
 * Hides the caller's own message: text, history and reactions are no longer shown, its seq stays,
 * and the ciphertext is stored until retention erases it. Idempotent. Throws `not-your-message`.
 */
export async function deleteMessage<Target extends ConversationTarget>(
  services: ChangeMessageServices,
  principal: Principal,
  { target, messageId }: MessageTarget<Target>,
): Promise<MessageDetails<PublicIdOf<Target>>> {
  const conversation = await requireAccess(services, principal, { target, permission: 'write' });
  return changeMessage(services, principal, {
    conversation,
    messageId,
    change: 'deleted',
    apply: async (tx, message, revision) => {
      if (message.senderId !== principal.id) throw new AppError('not-your-message');
      if (message.deletedAt) return false;
      await softDeleteMessage(tx, revision, message);
      return true;
    },
  });
}
