import type { ConversationServices } from './conversation-services';

export interface Reader {
  userId: string;
  /** ISO 8601. */
  readAt: string;
}

/** Who has read which of these messages, the first one first; for somebody who was let in. */
export async function listReaders(
  { db }: Pick<ConversationServices, 'db'>,
  conversationId: string,
  messageIds: string[],
): Promise<Map<string, Reader[]>> {
  const rows = await db.source.manager.query<{ messageId: string; userId: string; readAt: Date }[]>(
    `SELECT m.id AS "messageId", r.user_id::text AS "userId", min(r.read_at) AS "readAt"
     FROM messages m JOIN read_ranges r ON r.conversation_id = m.conversation_id
       AND m.seq BETWEEN r.from_seq AND r.to_seq AND r.user_id IS DISTINCT FROM m.sender_id
     WHERE m.conversation_id = $1 AND m.id = ANY($2::bigint[])
     GROUP BY m.id, r.user_id ORDER BY m.id, min(r.read_at), r.user_id`,
    [conversationId, messageIds],
  );
  const readers = new Map<string, Reader[]>();
  for (const { messageId, userId, readAt } of rows) {
    const known = readers.get(messageId) ?? [];
    readers.set(messageId, [...known, { userId, readAt: readAt.toISOString() }]);
  }
  return readers;
}
