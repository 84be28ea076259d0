import { isReadable } from '../access/conversation-policy';
import { requireAccess } from '../access/require-access';
import type { ConversationTarget } from '../access/require-access';
import type { ChatServices } from '../chat-services';
import type { ConversationKind, ConversationState } from '../../enums';
import { AppError } from '../../errors';
import type { Principal } from '../../users/principal';

export interface SessionUnreadCount {
  sessionId: string;
  unreadCount: number;
}

const MAX_SESSIONS = 200;

/** The caller's unread messages of one conversation, from its maintained counter. */
export async function getUnreadCount(
  services: Pick<ChatServices, 'db' | 'accessCache'>,
  principal: Principal,
  target: ConversationTarget,
): Promise<{ sessionId: string | null; unreadCount: number }> {
  const conversation = await requireAccess(services, principal, { target, permission: 'read' });
  const { conversationId, publicId } = conversation;
  const [row] = await services.db.source.manager.query<
    { kind: ConversationKind; state: ConversationState; unreadCount: number }[]
  >(
    `SELECT c.kind, c.state, coalesce(m.unread_count, 0) AS "unreadCount"
     FROM conversations c
     LEFT JOIN conversation_members m ON m.conversation_id = c.id AND m.user_id = $2
     WHERE c.id = $1`,
    [conversationId, principal.id],
  );
  if (row && !isReadable(row.kind, row.state)) throw new AppError('assignment-ended');
  const sessionId = 'sessionId' in publicId ? publicId.sessionId : null;
  return { sessionId, unreadCount: row?.unreadCount ?? 0 };
}

/** The caller's unread messages of all sessions together. */
export async function getTotalUnread(
  { db }: Pick<ChatServices, 'db'>,
  principal: Principal,
): Promise<{ unreadCount: number }> {
  const [row] = await db.source.manager.query<{ total: number }[]>(
    `SELECT coalesce(sum(m.unread_count), 0)::int AS total
     FROM conversation_members m JOIN conversations c ON c.id = m.conversation_id
     WHERE m.user_id = $1 AND m.unread_count > 0 AND c.kind = 'session'`,
    [principal.id],
  );
  return { unreadCount: row?.total ?? 0 };
}

/** The caller's sessions with unread messages, highest count first. */
export async function listUnreadCounts(
  { db }: Pick<ChatServices, 'db'>,
  principal: Principal,
): Promise<SessionUnreadCount[]> {
  return db.source.manager.query<SessionUnreadCount[]>(
    `SELECT s.id AS "sessionId", m.unread_count AS "unreadCount"
     FROM conversation_members m JOIN chat_sessions s ON s.conversation_id = m.conversation_id
     WHERE m.user_id = $1 AND m.unread_count > 0
     ORDER BY m.unread_count DESC, s.id LIMIT $2`,
    [principal.id, MAX_SESSIONS],
  );
}
