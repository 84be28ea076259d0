import { requireAccess } from '../access/require-access';
import type { ConversationTarget, PublicIdOf } from '../access/require-access';
import { AppError } from '../../errors';
import type { Principal } from '../../users/principal';
import { changeMessage } from './change-message';
import type { ChangeMessageServices, MessageTarget } from './change-message';
import { deleteReaction, insertReaction, selectOwnReactions } from './message-change-repository';
import type { MessageDetails } from './message-details';

const MAX_REACTIONS_PER_USER = 20;

/**
 * Adds or removes the caller's emoji on a message. Idempotent. Throws `message-deleted` or
 * `too-many-reactions`.
 */
export async function react<Target extends ConversationTarget>(
  services: ChangeMessageServices,
  principal: Principal,
  input: MessageTarget<Target> & { emoji: string; isOn: boolean },
): Promise<MessageDetails<PublicIdOf<Target>>> {
  const { target, messageId, emoji, isOn } = input;
  // The result holds another member's text.
  await requireAccess(services, principal, { target, permission: 'read' });
  const conversation = await requireAccess(services, principal, { target, permission: 'write' });
  return changeMessage(services, principal, {
    conversation,
    messageId,
    change: 'reacted',
    apply: async (tx, message, revision) => {
      if (message.deletedAt) throw new AppError('message-deleted');
      const own = await selectOwnReactions(tx, revision);
      if (own.includes(emoji) === isOn) return false;
      if (isOn && own.length >= MAX_REACTIONS_PER_USER) throw new AppError('too-many-reactions');
      await (isOn ? insertReaction : deleteReaction)(tx, revision, emoji);
      return true;
    },
  });
}
