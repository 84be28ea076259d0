import { requireAccess } from '../access/require-access';
import type { ConversationTarget, PublicIdOf } from '../access/require-access';
import { decryptText, encryptText } from '../../content-cipher';
import { messageContext } from '../conversation-keys';
import type { MessageType } from '../../enums';
import { AppError } from '../../errors';
import type { Principal } from '../../users/principal';
import { changeMessage } from './change-message';
import type { ChangeMessageServices, MessageTarget } from './change-message';
import { countEdits, replaceContent } from './message-change-repository';
import type { MessageDetails } from './message-details';

/** Bounded because every page includes the full history of its messages. */
const MAX_EDITS_PER_MESSAGE = 50;
/** Types with text by a user: a text message, or the caption of a file. */
const EDITABLE_TYPES: readonly MessageType[] = ['text', 'file', 'image'];

/**
 * Replaces the text of the caller's own message; earlier versions stay in its history. Idempotent
 * for the same text. Throws `not-your-message`, `message-deleted`, `message-not-editable` or
 * `too-many-edits`.
 */
export async function editMessage<Target extends ConversationTarget>(
  services: ChangeMessageServices,
  principal: Principal,
  { target, messageId, text }: MessageTarget<Target> & { text: string },
): Promise<MessageDetails<PublicIdOf<Target>>> {
  const conversation = await requireAccess(services, principal, { target, permission: 'write' });
  const { conversationId } = conversation;
  const key = await services.keys.find(services.db.source.manager, conversationId);
  const context = messageContext(conversationId);
  return changeMessage(services, principal, {
    conversation,
    messageId,
    change: 'edited',
    apply: async (tx, message, revision) => {
      if (message.senderId !== principal.id) throw new AppError('not-your-message');
      if (message.deletedAt) throw new AppError('message-deleted');
      if (!EDITABLE_TYPES.includes(message.type)) throw new AppError('message-not-editable');
      if (message.content && decryptText(key, message.content, context) === text) return false;
      if ((await countEdits(tx, revision)) >= MAX_EDITS_PER_MESSAGE) {
        throw new AppError('too-many-edits');
      }
      const content = encryptText(key, text, context);
      await replaceContent(tx, revision, { earlier: message.content, content });
      return true;
    },
  });
}
