import type { Principal } from '../../users/principal';
import type { ChatServices } from '../chat-services';

export interface SessionUnreadCount {
  sessionId: string;
  unreadCount: number;
}

const MAX_SESSIONS = 200;

/** The reader's sessions that hold something unread, each with how much; the fullest first. */
export async function listUnreadCounts(
  services: Pick<ChatServices, 'db'>,
  principal: Principal,
): Promise<SessionUnreadCount[]> {
  return services.db.source.manager.query<SessionUnreadCount[]>(
    `SELECT s.id AS "sessionId", m.unread_count AS "unreadCount"
     FROM conversation_members m JOIN chat_sessions s ON s.conversation_id = m.conversation_id
     WHERE m.user_id = $1 AND m.unread_count > 0
     ORDER BY m.unread_count DESC, s.id LIMIT $2`,
    [principal.id, MAX_SESSIONS],
  );
}
