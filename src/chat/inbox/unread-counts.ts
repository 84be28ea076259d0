import type { Principal } from '../../users/principal';
import type { ChatServices } from '../chat-services';

type Services = Pick<ChatServices, 'db' | 'sessionMemberships'>;

/** The reader's unread messages of one session, from its maintained counter. */
export async function getUnreadCount(
  services: Services,
  principal: Principal,
  sessionId: string,
): Promise<{ sessionId: string; unreadCount: number }> {
  const facts = await services.sessionMemberships.requireParticipant(principal, sessionId);
  const [row] = await services.db.source.manager.query<{ unreadCount: number }[]>(
    `SELECT unread_count AS "unreadCount" FROM conversation_members
     WHERE conversation_id = $1 AND user_id = $2`,
    [facts.conversationId, principal.id],
  );
  return { sessionId: facts.sessionId, unreadCount: row?.unreadCount ?? 0 };
}

/** The reader's unread messages of all sessions together. */
export async function getTotalUnread(
  services: Pick<Services, 'db'>,
  principal: Principal,
): Promise<{ unreadCount: number }> {
  const [row] = await services.db.source.manager.query<{ total: number }[]>(
    `SELECT coalesce(sum(m.unread_count), 0)::int AS total
     FROM conversation_members m JOIN conversations c ON c.id = m.conversation_id
     WHERE m.user_id = $1 AND m.unread_count > 0 AND c.kind = 'session'`,
    [principal.id],
  );
  return { unreadCount: row?.total ?? 0 };
}
