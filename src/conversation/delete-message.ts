import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import { changeMessage } from './change-message';
import type { ChangeMessageServices, MessageIn } from './change-message';
import { hideMessage } from './message-change-store';
import type { MessageView } from './message-view';
import type { PlaceName } from './place';

/**
 * Deletes a message of one's own: from then on nobody is shown its words, its history or its
 * reactions; its place among the others stays, and the sealed words until retention takes them.
 * Deleting it again changes nothing. Refuses `not-your-message`.
 */
export async function deleteMessage<Name extends PlaceName>(
  services: ChangeMessageServices,
  principal: Principal,
  message: MessageIn<Name>,
): Promise<MessageView<Name>> {
  return changeMessage(services, principal, {
    ...message,
    change: 'deleted',
    apply: async (tx, held, change) => {
      if (held.senderId !== principal.id) throw new AppError('not-your-message');
      if (held.deletedAt) return false;
      await hideMessage(tx, change);
      return true;
    },
  });
}
