import type { Principal } from '../../users/principal';
import { decryptText, encryptText } from '../../content-cipher';
import { AppError } from '../../errors';
import { changeMessage } from './change-message';
import type { ChangeMessageServices, MessageTarget } from './change-message';
import { messageContext } from '../conversation-keys';
import { countEdits, replaceContent } from './message-change-repository';
import { MAX_EDITS_PER_MESSAGE, isEditable } from './message-policy';
import type { MessageView } from './message-view';
import type { PublicId } from '../access/conversation-ref';

/**
 * Gives a message of one's own other words; the earlier ones stay in its history. The same words
 * again change nothing, so a repeated call is harmless. Refuses `not-your-message`,
 * `message-deleted`, `message-not-editable` and `too-many-edits`.
 */
export async function editMessage<Name extends PublicId>(
  services: ChangeMessageServices,
  principal: Principal,
  { text, ...message }: MessageTarget<Name> & { text: string },
): Promise<MessageView<Name>> {
  const { conversationId } = message.conversation;
  const key = await services.keys.find(services.db.source.manager, conversationId);
  const context = messageContext(conversationId);
  return changeMessage(services, principal, {
    ...message,
    change: 'edited',
    apply: async (tx, held, change) => {
      if (held.senderId !== principal.id) throw new AppError('not-your-message');
      if (held.deletedAt) throw new AppError('message-deleted');
      if (!isEditable(held.type)) throw new AppError('message-not-editable');
      if (held.content && decryptText(key, held.content, context) === text) return false;
      if ((await countEdits(tx, change)) >= MAX_EDITS_PER_MESSAGE)
        throw new AppError('too-many-edits');
      await replaceContent(tx, change, encryptText(key, text, context));
      return true;
    },
  });
}
