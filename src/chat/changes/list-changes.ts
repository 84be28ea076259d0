import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import { isReadable } from '../access/conversation-policy';
import type { ChatServices } from '../chat-services';
import { requireAccess } from '../access/require-access';
import { readConversationHead } from '../conversation-repository';
import type { MessageView } from '../messages/message-view';
import { selectChangesAfter } from './change-repository';
import { decryptMessages } from '../messages/read-message-page';
import type { ReadMessagesServices } from '../messages/read-message-page';

const MAX_REVISION = 2_147_483_647;
const PAGE_SIZE = 100;

/** `after`: the caller has all changes up to this revision. */
export const listChangesSchema = z.object({
  conversationId: z.string(),
  after: z.coerce.number('must be a number').int().min(0).max(MAX_REVISION),
});

export interface MessageChanges {
  /** Messages as they are now, by the revision of their last change, oldest first. */
  changes: { revision: number; message: MessageView }[];
  /** All changes up to this revision are included. */
  revision: number;
  hasMore: boolean;
}

/** Messages that were edited, deleted or reacted to after a revision. Throws `assignment-ended`. */
export async function listChanges(
  services: ReadMessagesServices & Pick<ChatServices, 'accessCache'>,
  principal: Principal,
  { conversationId, after }: z.infer<typeof listChangesSchema>,
): Promise<MessageChanges> {
  const conversation = await requireAccess(services, principal, {
    target: { conversationId },
    permission: 'read',
  });
  const { manager } = services.db.source;
  const { kind, state, revision } = await readConversationHead(manager, conversationId);
  if (!isReadable(kind, state)) throw new AppError('assignment-ended');
  const from = { conversationId, revision: after };
  const found = await selectChangesAfter(manager, from, PAGE_SIZE);
  const rows = found.filter(({ seq }) => seq > conversation.visibleAfter);
  const messages = await decryptMessages(services, conversation, rows);
  const changes = messages.map((message, index) => ({
    revision: rows[index]?.changedRevision ?? revision,
    message,
  }));
  const hasMore = found.length === PAGE_SIZE;
  return {
    changes,
    revision: hasMore ? (found.at(-1)?.changedRevision ?? revision) : revision,
    hasMore,
  };
}
