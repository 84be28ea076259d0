import { Brackets } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Conversation } from '../database/entities/chat/conversation';
import { ConversationDetails } from '../database/entities/chat/conversation-details';
import { ConversationMember } from '../database/entities/chat/conversation-member';
import type { ConversationKind } from '../enums';

const DAY_MS = 86_400_000;

/** Locks a conversation against everything that refers to it, files included. */
export function lockForErasure(tx: EntityManager, id: string): Promise<Conversation | null> {
  return tx.findOne(Conversation, { where: { id }, lock: { mode: 'pessimistic_write' } });
}

export async function updateHold(
  tx: EntityManager,
  id: string,
  heldAt: Date | null,
): Promise<void> {
  await tx.update(Conversation, { id }, { heldAt });
}

/** Destroys the key and closes the conversation; its two members can start a new one. */
export async function recordErased(tx: EntityManager, id: string, at: Date): Promise<void> {
  const unpaired = { pairLowId: null, pairHighId: null };
  await tx.update(
    Conversation,
    { id },
    { dataKey: null, erasedAt: at, state: 'closed', ...unpaired },
  );
}

/** Time of the last message, or of creation. */
export const lastActivityOf = ({ lastMessageAt, createdAt }: Conversation): Date =>
  lastMessageAt ?? createdAt;

export interface ExpiredConversation {
  id: string;
  /** Erase only when there was no message since. */
  inactiveSince: Date;
}

/**
 * Conversations past the retention of their kind, or of their own longer setting. Held
 * conversations and sessions that have not ended are excluded.
 */
export async function findExpiredConversations(
  manager: EntityManager,
  { periods, now, limit }: { periods: Record<ConversationKind, number>; now: Date; limit: number },
): Promise<ExpiredConversation[]> {
  const lastActivity = 'coalesce(conversation.lastMessageAt, conversation.createdAt)';
  const longerRetention = `coalesce(details.retentionDays, 0) * interval '24 hours'`;
  const kinds = Object.entries(periods);
  const rows = await manager
    .createQueryBuilder(Conversation, 'conversation')
    .leftJoin(ConversationDetails, 'details', 'details.conversationId = conversation.id')
    .select('conversation.id', 'id')
    .addSelect('conversation.kind', 'kind')
    .addSelect('details.retentionDays', 'retentionDays')
    .where('conversation.erasedAt IS NULL AND conversation.heldAt IS NULL')
    .andWhere(`(conversation.kind <> 'session' OR conversation.state = 'closed')`)
    .andWhere(
      new Brackets((expired) => {
        for (const [kind, period] of kinds) {
          expired.orWhere(`conversation.kind = :${kind} AND ${lastActivity} < :${kind}Before`, {
            [kind]: kind,
            [`${kind}Before`]: new Date(now.getTime() - period),
          });
        }
      }),
    )
    .andWhere(`${lastActivity} + ${longerRetention} < :now`, { now })
    .orderBy('conversation.id')
    .limit(limit)
    .getRawMany<{ id: string; kind: ConversationKind; retentionDays: number | null }>();
  return rows.map(({ id, kind, retentionDays }) => {
    const retention = Math.max(periods[kind], (retentionDays ?? 0) * DAY_MS);
    return { id, inactiveSince: new Date(now.getTime() - retention) };
  });
}

/** A client's conversations that can be erased: all but groups, which belong to others as well. */
export async function findErasableConversations(
  manager: EntityManager,
  userId: string,
): Promise<string[]> {
  const membership = manager
    .createQueryBuilder(ConversationMember, 'member')
    .where('member.conversationId = conversation.id AND member.userId = :userId', { userId });
  const conversations = await manager
    .createQueryBuilder(Conversation, 'conversation')
    .select('conversation.id')
    .where(`conversation.erasedAt IS NULL AND conversation.kind <> 'group'`)
    .andWhereExists(membership)
    .orderBy('conversation.id')
    .getMany();
  return conversations.map(({ id }) => id);
}
