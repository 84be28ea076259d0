import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import { canRead } from '../access/conversation-policy';
import type { ChatServices } from '../chat-services';
import { readConversationHead } from '../messages/message-repository';
import type { MessageView } from '../messages/message-view';
import { selectChangesAfter } from './change-repository';
import { decryptMessages } from '../messages/read-message-page';
import type { ReadMessagesServices } from '../messages/read-message-page';

const MAX_REVISION = 2_147_483_647;
const PAGE_SIZE = 100;

/** `after`: the revision up to which the client has all changes. */
export const listChangesSchema = z.object({
  conversationId: z.string(),
  after: z.coerce.number('must be a number').int().min(0).max(MAX_REVISION),
});

export interface MessageChanges {
  /** Current messages with the revision of their last change, oldest change first. */
  changes: { revision: number; message: MessageView }[];
  /** The client has all changes up to here. */
  revision: number;
  hasMore: boolean;
}

/** Messages edited, deleted or reacted to after a revision. Rejects `assignment-ended`. */
export async function listChanges(
  services: ReadMessagesServices & Pick<ChatServices, 'accessCache'>,
  principal: Principal,
  { conversationId, after }: z.infer<typeof listChangesSchema>,
): Promise<MessageChanges> {
  const ref = await services.accessCache.requireMemberAccess(principal, conversationId, 'read');
  const { source } = services.db;
  const { kind, state, revision } = await readConversationHead(source.manager, conversationId);
  if (!canRead(kind, state)) throw new AppError('assignment-ended');
  const cursors = [{ conversationId, revision: after }];
  const rows = await selectChangesAfter(source, cursors, PAGE_SIZE);
  const messages = await decryptMessages(services, ref, rows);
  const changes = messages.map((message, index) => ({
    revision: rows[index]?.changedRevision ?? revision,
    message,
  }));
  const hasMore = rows.length === PAGE_SIZE;
  return {
    changes,
    revision: hasMore ? (changes.at(-1)?.revision ?? revision) : revision,
    hasMore,
  };
}
