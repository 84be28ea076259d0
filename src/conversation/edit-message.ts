import type { Principal } from '../accounts/principal';
import { openText, sealText } from '../content-cipher';
import { AppError } from '../errors';
import { changeMessage } from './change-message';
import type { ChangeMessageServices, MessageIn } from './change-message';
import { messageContext } from './conversation-keys';
import { countEdits, replaceWords } from './message-change-store';
import { EDITS_EACH, isEditable } from './message-policy';
import type { MessageView } from './message-view';
import type { PlaceName } from './place';

/**
 * Gives a message of one's own other words; the earlier ones stay in its history. The same words
 * again change nothing, so a repeated call is harmless. Refuses `not-your-message`,
 * `message-deleted`, `message-not-editable` and `too-many-edits`.
 */
export async function editMessage<Name extends PlaceName>(
  services: ChangeMessageServices,
  principal: Principal,
  { text, ...message }: MessageIn<Name> & { text: string },
): Promise<MessageView<Name>> {
  const { conversationId } = message.place;
  const key = await services.keys.find(services.db.source.manager, conversationId);
  const context = messageContext(conversationId);
  return changeMessage(services, principal, {
    ...message,
    change: 'edited',
    apply: async (tx, held, change) => {
      if (held.senderId !== principal.id) throw new AppError('not-your-message');
      if (held.deletedAt) throw new AppError('message-deleted');
      if (!isEditable(held.type)) throw new AppError('message-not-editable');
      if (held.content && openText(key, held.content, context) === text) return false;
      if ((await countEdits(tx, change)) >= EDITS_EACH) throw new AppError('too-many-edits');
      await replaceWords(tx, change, sealText(key, text, context));
      return true;
    },
  });
}
