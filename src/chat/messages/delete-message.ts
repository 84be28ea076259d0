import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import { changeMessage } from './change-message';
import type { ChangeMessageServices, MessageTarget } from './change-message';
import { softDeleteMessage } from './message-change-repository';
import type { MessageView } from './message-view';
import type { PublicId } from '../access/conversation-ref';

/**
 * Deletes a message of one's own: from then on nobody is shown its words, its history or its
 * reactions; its place among the others stays, and the sealed words until retention takes them.
 * Deleting it again changes nothing. Refuses `not-your-message`.
 */
export async function deleteMessage<Name extends PublicId>(
  services: ChangeMessageServices,
  principal: Principal,
  message: MessageTarget<Name>,
): Promise<MessageView<Name>> {
  return changeMessage(services, principal, {
    ...message,
    change: 'deleted',
    apply: async (tx, held, change) => {
      if (held.senderId !== principal.id) throw new AppError('not-your-message');
      if (held.deletedAt) return false;
      await softDeleteMessage(tx, change);
      return true;
    },
  });
}
