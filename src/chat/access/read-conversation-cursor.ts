import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import type { ConversationKind, ConversationState } from '../../enums';
import { canRead } from './conversation-policy';
import type { ChatServices } from '../chat-services';
import type { Cursor } from '../changes/change-repository';

interface ConversationHeadRow {
  kind: ConversationKind;
  state: ConversationState;
  lastSeq: number;
  revision: number;
  unreadCount: number;
}

/**
 * Lets somebody in and tells where the conversation stands now and how much of it they have not
 * read; refuses like every other call that names a conversation.
 */
export async function readConversationCursor(
  services: Pick<ChatServices, 'db' | 'accessCache'>,
  principal: Principal,
  { conversationId, kinds }: { conversationId: string; kinds: readonly ConversationKind[] },
): Promise<{ position: Cursor; unreadCount: number }> {
  await services.accessCache.requireAccess(principal, conversationId, kinds);
  const [row] = await services.db.source.manager.query<ConversationHeadRow[]>(
    `SELECT c.kind, c.state, c.last_seq AS "lastSeq", c.revision,
       coalesce(m.unread_count, 0) AS "unreadCount"
     FROM conversations c LEFT JOIN conversation_members m
       ON m.conversation_id = c.id AND m.user_id = $2
     WHERE c.id = $1`,
    [conversationId, principal.id],
  );
  if (!row) throw new AppError('conversation-not-found');
  const { kind, state, lastSeq, revision, unreadCount } = row;
  if (!canRead(kind, state)) throw new AppError('assignment-ended');
  return { position: { seq: lastSeq, revision }, unreadCount };
}
