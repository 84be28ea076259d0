import type { EntityManager } from 'typeorm';
import type { ConversationKind } from '../../enums';
import { SELECT_MESSAGES } from '../messages/message-repository';
import type { MessageRow } from '../messages/message-repository';

/** The conversation of a message, if the user is or was a member of it. */
export async function findConversationOfMessage(
  manager: EntityManager,
  messageId: string,
  userId: string,
): Promise<{ conversationId: string; kind: ConversationKind } | undefined> {
  const [row] = await manager.query<{ conversationId: string; kind: ConversationKind }[]>(
    `SELECT c.id AS "conversationId", c.kind FROM messages m
     JOIN conversations c ON c.id = m.conversation_id
     JOIN conversation_members me ON me.conversation_id = c.id AND me.user_id = $2
     WHERE m.id = $1`,
    [messageId, userId],
  );
  return row;
}

export type UnreadMessageRow = MessageRow & { dataKey: Buffer | null };

/** The newest unread messages of the member's conversations, oldest first. */
export async function selectUnreadMessages(
  manager: EntityManager,
  filter: { userId: string; kinds: readonly ConversationKind[] },
  { before, limit }: { before: string | undefined; limit: number },
): Promise<UnreadMessageRow[]> {
  const rows = await manager.query<UnreadMessageRow[]>(
    `SELECT unread.*, c.data_key AS "dataKey"
     FROM conversation_members me
     JOIN conversations c ON c.id = me.conversation_id AND c.kind = ANY($2)
       AND (c.kind <> 'care' OR c.state = 'open')
     CROSS JOIN LATERAL (
       ${SELECT_MESSAGES}
       WHERE m.conversation_id = c.id AND m.seq > me.last_read_seq
         AND m.sender_id IS DISTINCT FROM $1 AND m.deleted_at IS NULL AND ($3::bigint IS NULL OR m.id < $3)
         AND NOT EXISTS (SELECT FROM read_ranges r WHERE r.conversation_id = c.id
           AND r.user_id = $1 AND m.seq BETWEEN r.from_seq AND r.to_seq)
       ORDER BY m.seq DESC LIMIT $4
     ) AS unread
     WHERE me.user_id = $1 AND me.unread_count > 0
     ORDER BY unread.id DESC LIMIT $4`,
    [filter.userId, filter.kinds, before ?? null, limit],
  );
  return rows.reverse();
}
