import type { EntityManager } from 'typeorm';
import { Conversation } from '../database/entities/chat/conversation';
import { ConversationMember } from '../database/entities/chat/conversation-member';
import { PushSubscription } from '../database/entities/delivery/push-subscription';
import { ChatSession } from '../database/entities/sessions/chat-session';
import type { ConversationKind } from '../enums';

/** What the delivery of a conversation's messages needs. */
export interface Audience {
  conversationKind: ConversationKind;
  /** Null once erased. */
  dataKey: Buffer | null;
  sessionId: string | null;
  /** Present members. */
  unread: { userId: string; unreadCount: number }[];
  /** Push subscriptions of present members. */
  subscriptions: { userId: string; id: string }[];
}

/** One row for each present member and push subscription; without members one row. */
interface AudienceRow extends Pick<Audience, 'conversationKind' | 'dataKey' | 'sessionId'> {
  conversationId: string;
  userId: string | null;
  unreadCount: number;
  subscriptionId: string | null;
}

/** By conversation id. */
export async function selectAudiences(
  manager: EntityManager,
  ids: string[],
): Promise<Map<string, Audience>> {
  const audiences = new Map<string, Audience>();
  if (ids.length === 0) return audiences;
  const rows = await manager
    .createQueryBuilder(Conversation, 'conversation')
    .leftJoin(ChatSession, 'session', 'session.conversationId = conversation.id')
    .leftJoin(
      ConversationMember,
      'member',
      'member.conversationId = conversation.id AND member.leftAt IS NULL',
    )
    .leftJoin(PushSubscription, 'subscription', 'subscription.userId = member.userId')
    .select('conversation.id', 'conversationId')
    .addSelect('conversation.kind', 'conversationKind')
    .addSelect('conversation.dataKey', 'dataKey')
    .addSelect('session.id', 'sessionId')
    .addSelect('member.userId', 'userId')
    .addSelect('member.unreadCount', 'unreadCount')
    .addSelect('subscription.id', 'subscriptionId')
    .where('conversation.id = ANY(:ids)', { ids })
    .orderBy('conversation.id')
    .addOrderBy('member.userId')
    .getRawMany<AudienceRow>();
  for (const row of rows) {
    const { conversationKind, dataKey, sessionId, userId, unreadCount, subscriptionId } = row;
    const audience = audiences.get(row.conversationId) ?? {
      ...{ conversationKind, dataKey, sessionId },
      unread: [],
      subscriptions: [],
    };
    audiences.set(row.conversationId, audience);
    if (userId === null) continue;
    // The rows of a member follow one another.
    if (audience.unread.at(-1)?.userId !== userId) audience.unread.push({ userId, unreadCount });
    if (subscriptionId !== null) audience.subscriptions.push({ userId, id: subscriptionId });
  }
  return audiences;
}
