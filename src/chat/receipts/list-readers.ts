import type { ChatServices } from '../chat-services';

export interface Reader {
  userId: string;
  /** ISO 8601. */
  readAt: string;
}

/** Readers of each message, earliest first. The caller has checked access. */
export async function listReaders(
  { db }: Pick<ChatServices, 'db'>,
  conversationId: string,
  messageIds: string[],
): Promise<Map<string, Reader[]>> {
  const rows = await db.source.manager.query<{ messageId: string; userId: string; readAt: Date }[]>(
    `SELECT m.id AS "messageId", reader.user_id::text AS "userId", r.read_at AS "readAt"
     FROM messages m JOIN conversation_members reader
       ON reader.conversation_id = m.conversation_id AND reader.user_id IS DISTINCT FROM m.sender_id
     CROSS JOIN LATERAL (
       SELECT read_at, to_seq FROM read_ranges
       WHERE conversation_id = m.conversation_id AND user_id = reader.user_id
         AND from_seq <= m.seq ORDER BY from_seq DESC LIMIT 1
     ) AS r
     WHERE m.conversation_id = $1 AND m.id = ANY($2::bigint[]) AND r.to_seq >= m.seq
     ORDER BY m.id, r.read_at, reader.user_id`,
    [conversationId, messageIds],
  );
  const readers = new Map<string, Reader[]>();
  for (const { messageId, userId, readAt } of rows) {
    const earlier = readers.get(messageId) ?? [];
    readers.set(messageId, [...earlier, { userId, readAt: readAt.toISOString() }]);
  }
  return readers;
}
