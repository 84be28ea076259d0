import { decryptText } from '../../content-cipher';
import { messageContext } from '../conversation-keys';
import type { ChatServices } from '../chat-services';
import { selectEdits } from './message-change-repository';
import type { MessageView } from './message-view';
import type { ConversationRef } from '../access/conversation-ref';

/** An earlier version of an edited message. */
export interface EditView {
  editedAt: string;
  previousContent: string;
  /** Null: the user was removed. */
  editedBy: string | null;
}

/** Earlier versions by message id, oldest first; erased ones are empty. */
export async function editHistories(
  { db, keys }: Pick<ChatServices, 'db' | 'keys'>,
  { conversationId }: ConversationRef,
  messages: Pick<MessageView, 'id' | 'editedAt'>[],
): Promise<Map<string, EditView[]>> {
  const histories = new Map<string, EditView[]>();
  const edited = messages.filter(({ editedAt }) => editedAt !== undefined).map(({ id }) => id);
  if (edited.length === 0) return histories;
  const { manager } = db.source;
  const key = await keys.find(manager, conversationId);
  const context = messageContext(conversationId);
  for (const row of await selectEdits(manager, conversationId, edited)) {
    const { messageId, content, editedBy } = row;
    const view = {
      editedAt: row.editedAt.toISOString(),
      previousContent: content ? decryptText(key, content, context) : '',
      editedBy,
    };
    const history = histories.get(messageId);
    if (history) history.push(view);
    else histories.set(messageId, [view]);
  }
  return histories;
}
