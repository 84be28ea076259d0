import type { ChatServices } from '../chat-services';

export interface SupportStatistics {
  total: number;
  open: number;
  resolved: number;
  closed: number;
  /** Rooms with messages of their client that nobody of the team has read, and those messages. */
  unreadRooms: number;
  unreadMessages: number;
  /** From a room's beginning to the first answer, of those that moved last; null: none was answered. */
  averageResponseSeconds: number | null;
}

const RECENT_ROOMS = 500;

/** The team's figures of all support rooms: from indexes and maintained counters, never from messages. */
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
  if (!row) throw new Error('There were no figures');
  return row;
}
