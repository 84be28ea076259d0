import { IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ConversationMember } from '../../database/entities/chat/conversation-member';
import { Conversation } from '../../database/entities/chat/conversation';
import { ChatSession } from '../../database/entities/sessions/chat-session';
import { selectRows } from '../../database/select-rows';
import type { ConversationKind, Permission } from '../../enums';
import type { AccessFacts } from './conversation-policy';

interface MemberRow {
  conversationId: string;
  kind: ConversationKind;
  sessionId: string | null;
  /** Null: a conversation without members. */
  userId: string | null;
  permissions: Permission[] | null;
  visibleAfterSeq: number;
}

/** Undefined for an unknown id. */
export async function selectAccessFacts(
  manager: EntityManager,
  id: { sessionId: string } | { conversationId: string },
): Promise<AccessFacts | undefined> {
  const query = manager
    .createQueryBuilder(Conversation, 'conversation')
    .leftJoin(ChatSession, 'session', 'session.conversationId = conversation.id')
    .leftJoin(
      ConversationMember,
      'member',
      'member.conversationId = conversation.id AND member.leftAt IS NULL',
    )
    .where('sessionId' in id ? 'session.id = :sessionId' : 'conversation.id = :conversationId', id);
  const rows = await selectRows<MemberRow>(query, {
    conversationId: 'conversation.id',
    kind: 'conversation.kind',
    sessionId: 'session.id',
    userId: 'member.userId',
    permissions: 'member.permissions',
    visibleAfterSeq: 'member.visibleAfterSeq',
  });
  const [first] = rows;
  if (!first) return undefined;
  const { conversationId, kind, sessionId } = first;
  const members = rows.flatMap(({ userId, permissions, visibleAfterSeq }) =>
    userId ? [{ userId, permissions, visibleAfterSeq }] : [],
  );
  const later = members.filter(({ visibleAfterSeq }) => visibleAfterSeq > 0);
  const limited = members.flatMap(({ userId, permissions }) =>
    permissions ? [[userId, permissions] as const] : [],
  );
  return {
    conversationId,
    kind,
    sessionId,
    memberIds: members.map(({ userId }) => userId),
    permissions: Object.fromEntries(limited),
    visibleAfter: Object.fromEntries(later.map((one) => [one.userId, one.visibleAfterSeq])),
  };
}

/** Users in a conversation with the user. An unreadable care conversation does not make two users peers. */
export async function selectPeers(
  manager: EntityManager,
  userId: string,
  limit: number,
): Promise<string[]> {
  const query = manager
    .createQueryBuilder(ConversationMember, 'mine')
    .innerJoin(
      'mine.conversation',
      'conversation',
      `conversation.kind <> 'care' OR conversation.state = 'open'`,
    )
    .innerJoin(
      ConversationMember,
      'other',
      'other.conversationId = mine.conversationId AND other.leftAt IS NULL',
    )
    .where({ userId, leftAt: IsNull() })
    .andWhere('other.userId <> :userId', { userId })
    .distinct()
    .limit(limit);
  const rows = await selectRows<{ id: string }>(query, { id: 'other.userId' });
  return rows.map(({ id }) => id);
}

/** The conversation and all its members, former ones included, at one instant; in user id order. */
export function selectMembersWithConversation(
  manager: EntityManager,
  conversationId: string,
): Promise<ConversationMember[]> {
  return manager
    .createQueryBuilder(ConversationMember, 'member')
    .innerJoin('member.conversation', 'conversation')
    .innerJoin('member.user', 'user')
    .select(['member', 'conversation', 'user.id', 'user.fullName', 'user.role'])
    .where({ conversationId })
    .orderBy('member.userId')
    .getMany();
}
