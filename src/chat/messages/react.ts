import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import { changeMessage } from './change-message';
import type { ChangeMessageServices, MessageTarget } from './change-message';
import { deleteReaction, insertReaction, selectOwnReactions } from './message-change-repository';
import { MAX_REACTIONS_PER_USER } from './message-policy';
import type { MessageView } from './message-view';
import type { PublicId } from '../access/conversation-ref';

/**
 * Sets an emoji on a message or takes one's own back; what is so already stays so, and nobody is
 * told. Refuses `message-deleted` and `too-many-reactions`.
 */
export async function react<Name extends PublicId>(
  services: ChangeMessageServices,
  principal: Principal,
  { emoji, isOn, ...message }: MessageTarget<Name> & { emoji: string; isOn: boolean },
): Promise<MessageView<Name>> {
  return changeMessage(services, principal, {
    ...message,
    change: 'reacted',
    apply: async (tx, held, change) => {
      if (held.deletedAt) throw new AppError('message-deleted');
      const own = await selectOwnReactions(tx, change);
      if (own.includes(emoji) === isOn) return false;
      if (isOn && own.length >= MAX_REACTIONS_PER_USER) throw new AppError('too-many-reactions');
      await (isOn ? insertReaction : deleteReaction)(tx, change, emoji);
      return true;
    },
  });
}
