import { In, MoreThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ConversationMember } from '../../database/entities/chat/conversation-member';
import { Conversation } from '../../database/entities/chat/conversation';
import { Message } from '../../database/entities/chat/message';
import { ChatSession } from '../../database/entities/sessions/chat-session';
import { selectRows } from '../../database/select-rows';
import type { ConversationKind, ConversationState } from '../../enums';
import { selectMessages } from '../messages/message-repository';
import type { MessageRow } from '../messages/message-repository';

export interface UnreadCount {
  kind: ConversationKind;
  state: ConversationState;
  unreadCount: number;
}

/** Zero for a user who is not a member. */
export async function selectUnreadCount(
  manager: EntityManager,
  conversationId: string,
  userId: string,
): Promise<UnreadCount | undefined> {
  const query = manager
    .createQueryBuilder(Conversation, 'conversation')
    .leftJoin(
      ConversationMember,
      'member',
      'member.conversationId = conversation.id AND member.userId = :userId',
      { userId },
    )
    .where({ id: conversationId });
  const [row] = await selectRows<UnreadCount>(query, {
    kind: 'conversation.kind',
    state: 'conversation.state',
    unreadCount: 'coalesce(member.unreadCount, 0)',
  });
  return row;
}

/** Unread messages of all the user's sessions. */
export async function sumUnread(manager: EntityManager, userId: string): Promise<number> {
  const query = manager
    .createQueryBuilder(ConversationMember, 'member')
    .innerJoin('member.conversation', 'conversation', `conversation.kind = 'session'`)
    .where({ userId, unreadCount: MoreThan(0) });
  const [row] = await selectRows<{ total: number }>(query, {
    total: 'coalesce(sum(member.unreadCount), 0)::int',
  });
  return row?.total ?? 0;
}

export interface SessionUnreadCount {
  sessionId: string;
  unreadCount: number;
}

/** The user's sessions with unread messages, highest count first. */
export function selectSessionUnreadCounts(
  manager: EntityManager,
  userId: string,
  limit: number,
): Promise<SessionUnreadCount[]> {
  const query = manager
    .createQueryBuilder(ConversationMember, 'member')
    .innerJoin(ChatSession, 'session', 'session.conversationId = member.conversationId')
    .where({ userId, unreadCount: MoreThan(0) })
    .orderBy('member.unreadCount', 'DESC')
    .addOrderBy('session.id')
    .limit(limit);
  return selectRows<SessionUnreadCount>(query, {
    sessionId: 'session.id',
    unreadCount: 'member.unreadCount',
  });
}

/** The conversation of a message, if the user is or was a member of it. */
export async function findConversationOfMessage(
  manager: EntityManager,
  messageId: string,
  userId: string,
): Promise<{ conversationId: string; kind: ConversationKind } | undefined> {
  const query = manager
    .createQueryBuilder(Message, 'message')
    .innerJoin('message.conversation', 'conversation')
    .innerJoin(
      ConversationMember,
      'member',
      'member.conversationId = message.conversationId AND member.userId = :userId',
      { userId },
    )
    .where({ id: messageId });
  const [row] = await selectRows<{ conversationId: string; kind: ConversationKind }>(query, {
    conversationId: 'conversation.id',
    kind: 'conversation.kind',
  });
  return row;
}

export type UnreadMessageRow = MessageRow & { dataKey: Buffer | null };

/** The newest unread messages of the member's conversations, oldest first. */
export async function selectUnreadMessages(
  manager: EntityManager,
  filter: { userId: string; kinds: readonly ConversationKind[] },
  { before, limit }: { before: string | undefined; limit: number },
): Promise<UnreadMessageRow[]> {
  // LATERAL, which QueryBuilder lacks, bounds what is read of each conversation. A plain join reads and
  // sorts all unread messages: 45 times as long with 100,000 of them.
  const found = await manager.query<{ id: string; dataKey: Buffer | null }[]>(
    `SELECT unread.id, c.data_key AS "dataKey"
     FROM conversation_members me
     JOIN conversations c ON c.id = me.conversation_id AND c.kind = ANY($2)
       AND (c.kind <> 'care' OR c.state = 'open')
     CROSS JOIN LATERAL (
       SELECT m.id FROM messages m
       WHERE m.conversation_id = c.id AND m.seq > me.last_read_seq
         AND m.sender_id IS DISTINCT FROM $1 AND m.deleted_at IS NULL
         AND ($3::bigint IS NULL OR m.id < $3)
         AND NOT EXISTS (SELECT FROM read_ranges r WHERE r.conversation_id = c.id
           AND r.user_id = $1 AND m.seq BETWEEN r.from_seq AND r.to_seq)
       ORDER BY m.seq DESC LIMIT $4
     ) AS unread
     WHERE me.user_id = $1 AND me.unread_count > 0
     ORDER BY unread.id DESC LIMIT $4`,
    [filter.userId, filter.kinds, before ?? null, limit],
  );
  const dataKeys = new Map(found.map(({ id, dataKey }) => [id, dataKey]));
  const rows = await selectMessages(manager, (query) =>
    query.where({ id: In([...dataKeys.keys()]) }).orderBy('message.id'),
  );
  return rows.map((row) => ({ ...row, dataKey: dataKeys.get(row.id) ?? null }));
}
