import type { EntityManager } from 'typeorm';
import type { ConversationKind, ConversationState } from '../../enums';
import type { MemberView } from './conversation-view';
import { SELECT_MESSAGES } from '../messages/message-repository';
import type { MessageRow } from '../messages/message-repository';

export interface ConversationRow {
  id: string;
  kind: ConversationKind;
  state: ConversationState;
  lastSeq: number;
  lastMessageAt: Date | null;
  createdAt: Date;
  dataKey: Buffer | null;
  unreadCount: number;
  lastReadSeq: number;
  archivedAt: Date | null;
  members: MemberView[];
}

export type LatestMessageRow = MessageRow & { readAt: Date | null };

const SELECT_CONVERSATIONS = `SELECT c.id, c.kind, c.state, c.last_seq AS "lastSeq",
    c.last_message_at AS "lastMessageAt", c.created_at AS "createdAt", c.data_key AS "dataKey",
    me.unread_count AS "unreadCount", me.last_read_seq AS "lastReadSeq",
    me.archived_at AS "archivedAt", (
      SELECT json_agg(json_build_object('id', u.id::text, 'fullName', u.full_name, 'role', u.role)
        ORDER BY u.id)
      FROM conversation_members m JOIN users u ON u.id = m.user_id WHERE m.conversation_id = c.id
    ) AS members
  FROM conversation_members me JOIN conversations c ON c.id = me.conversation_id
  WHERE me.user_id = $1 AND me.left_at IS NULL AND c.kind = ANY($2)
    AND (c.kind <> 'care' OR c.state = 'open')`;

/** A member's conversations, the one that moved last first. Found by the member, then put in order. */
export async function selectConversations(
  manager: EntityManager,
  who: { userId: string; kinds: readonly ConversationKind[] },
  page: { limit: number; offset: number },
): Promise<ConversationRow[]> {
  return manager.query<ConversationRow[]>(
    `${SELECT_CONVERSATIONS} ORDER BY c.last_message_at DESC NULLS LAST, c.id DESC LIMIT $3 OFFSET $4`,
    [who.userId, who.kinds, page.limit, page.offset],
  );
}

export async function selectConversation(
  manager: EntityManager,
  who: { userId: string; kinds: readonly ConversationKind[] },
  conversationId: string,
): Promise<ConversationRow | undefined> {
  const [row] = await manager.query<ConversationRow[]>(`${SELECT_CONVERSATIONS} AND c.id = $3`, [
    who.userId,
    who.kinds,
    conversationId,
  ]);
  return row;
}

/** The newest message of each conversation, and when somebody else first read it. */
export async function selectLatestMessages(
  manager: EntityManager,
  conversations: { id: string; lastSeq: number }[],
): Promise<Map<string, LatestMessageRow>> {
  const spoken = conversations.filter(({ lastSeq }) => lastSeq > 0);
  if (spoken.length === 0) return new Map();
  const rows = await manager.query<LatestMessageRow[]>(
    `SELECT newest.*, (
       SELECT min(r.read_at) FROM conversation_members reader CROSS JOIN LATERAL (
         SELECT read_at, to_seq FROM read_ranges
         WHERE conversation_id = reader.conversation_id AND user_id = reader.user_id
           AND from_seq <= newest.seq ORDER BY from_seq DESC LIMIT 1
       ) AS r
       WHERE reader.conversation_id = newest."conversationId"
         AND reader.user_id IS DISTINCT FROM newest."senderId" AND r.to_seq >= newest.seq
     ) AS "readAt"
     FROM (${SELECT_MESSAGES} JOIN unnest($1::bigint[], $2::int[]) AS want (id, seq)
       ON m.conversation_id = want.id AND m.seq = want.seq) AS newest`,
    [spoken.map((one) => one.id), spoken.map((one) => one.lastSeq)],
  );
  return new Map(rows.map((row) => [row.conversationId, row]));
}
