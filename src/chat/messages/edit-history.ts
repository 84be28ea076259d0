import { decryptText } from '../../content-cipher';
import { groupEntries } from '../../group-entries';
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
  const edited = messages.filter(({ editedAt }) => editedAt !== undefined).map(({ id }) => id);
  if (edited.length === 0) return new Map();
  const { manager } = db.source;
  const key = await keys.find(manager, conversationId);
  const context = messageContext(conversationId);
  const rows = await selectEdits(manager, conversationId, edited);
  return groupEntries(
    rows.map(({ messageId, content, editedAt, editedBy }) => [
      messageId,
      {
        editedAt: editedAt.toISOString(),
        previousContent: content ? decryptText(key, content, context) : '',
        editedBy,
      },
    ]),
  );
}
