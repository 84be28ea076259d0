import type { ChatServices } from '../chat-services';

export interface SupportStatistics {
  total: number;
  open: number;
  resolved: number;
  closed: number;
  /** Rooms with client messages that no team member has read, and the number of those messages. */
  unreadRooms: number;
  unreadMessages: number;
  /** From creation to the first answer, over recently active rooms; null: none was answered. */
  averageResponseSeconds: number | null;
}

const RECENT_ROOMS = 500;

/** Statistics over all support rooms, from indexes and counters: never from messages. */
export async function getSupportStatistics({
  db,
}: Pick<ChatServices, 'db'>): Promise<SupportStatistics> {
  const [row] = await db.source.manager.query<SupportStatistics[]>(
    `SELECT count(*)::int AS total,
       (count(*) FILTER (WHERE state = 'open'))::int AS open,
       (count(*) FILTER (WHERE state = 'resolved'))::int AS resolved,
       (count(*) FILTER (WHERE state = 'closed'))::int AS closed,
       (SELECT count(*)::int FROM support_rooms WHERE team_unread > 0) AS "unreadRooms",
       (SELECT coalesce(sum(team_unread), 0)::int FROM support_rooms
        WHERE team_unread > 0) AS "unreadMessages",
       (SELECT round(extract(epoch FROM avg(recent.first_answered_at - c.created_at)))::float8
        FROM (SELECT conversation_id, first_answered_at FROM support_rooms
          ORDER BY last_activity_at DESC, conversation_id DESC LIMIT $1) AS recent
        JOIN conversations c ON c.id = recent.conversation_id) AS "averageResponseSeconds"
     FROM conversations WHERE kind = 'support'`,
    [RECENT_ROOMS],
  );
  if (!row) throw new Error('SELECT returned no statistics');
  return row;
}
