import { IsNull } from 'typeorm';
import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { ConversationMember } from '../../database/entities/chat/conversation-member';
import { Message } from '../../database/entities/chat/message';
import { SessionSummary } from '../../database/entities/chat/session-summary';
import { selectRows } from '../../database/select-rows';

export function findSummary(
  manager: EntityManager,
  conversationId: string,
): Promise<SessionSummary | null> {
  return manager.findOneBy(SessionSummary, { conversationId });
}

export async function saveNotes(
  manager: EntityManager,
  { conversationId, notes, at }: { conversationId: string; notes: Buffer; at: Date },
): Promise<void> {
  const summary = { conversationId, notes, updatedAt: at };
  await manager.upsert(SessionSummary, summary, ['conversationId']);
}

/** False: already rated; the first rating stays. */
export async function saveRating(
  manager: EntityManager,
  { conversationId, rating, at }: { conversationId: string; rating: number; at: Date },
): Promise<boolean> {
  const result = await manager
    .createQueryBuilder()
    .insert()
    .into(SessionSummary)
    .values({ conversationId, rating, ratedAt: at, updatedAt: at })
    .orUpdate(['rating', 'rated_at', 'updated_at'], ['conversation_id'], {
      overwriteCondition: { where: { rating: IsNull() } },
    })
    .updateEntity(false)
    .returning(['conversationId'])
    .execute();
  return (result.raw as unknown[]).length > 0;
}

/** Null: unbounded. */
export interface OpenInterval {
  from: Date | null;
  to: Date | null;
}

export interface MemberStatistics {
  userId: string;
  arrivedAt: Date | null;
  messageCount: number;
  filesShared: number;
}

/** By member id; only messages written by users count. */
export async function countByMember(
  manager: EntityManager,
  conversationId: string,
): Promise<MemberStatistics[]> {
  const query = manager
    .createQueryBuilder(ConversationMember, 'member')
    .leftJoin(Message, 'sent', `${SENT_BY_MEMBER} AND ${WRITTEN_BY_USERS}`)
    .where({ conversationId })
    .groupBy('member.conversationId, member.userId')
    .orderBy('member.userId');
  return selectRows<MemberStatistics>(query, {
    userId: 'member.userId',
    arrivedAt: 'member.arrivedAt',
    messageCount: 'CAST(count(sent.id) AS int)',
    filesShared: `CAST(count(sent.id) FILTER (WHERE sent.type IN ('file', 'image')) AS int)`,
  });
}

const SENT_BY_MEMBER =
  'sent.conversationId = member.conversationId AND sent.senderId = member.userId';
/** Condition on messages `sent`: neither automated nor system messages. */
const WRITTEN_BY_USERS = `NOT sent.isAutomated AND sent.type NOT IN ('system', 'automated')`;

/**
 * Average seconds from the first message of one member's turn to the first of the next member's,
 * counting only the open interval. Null: no answers.
 */
export async function averageResponse(
  manager: EntityManager,
  conversationId: string,
  { from, to }: OpenInterval,
): Promise<number | null> {
  const messages = (query: SelectQueryBuilder<ObjectLiteral>) =>
    query
      .select('sent.seq', 'seq')
      .addSelect(
        'sent.senderId IS DISTINCT FROM lag(sent.senderId) OVER (ORDER BY sent.seq)',
        'begins',
      )
      .addSelect(
        'least(greatest(sent.createdAt, CAST(:from AS timestamptz)), CAST(:to AS timestamptz))',
        'at',
      )
      .from(Message, 'sent')
      .where('sent.conversationId = :conversationId AND sent.senderId IS NOT NULL')
      .andWhere(WRITTEN_BY_USERS);
  const turns = (query: SelectQueryBuilder<ObjectLiteral>) =>
    query
      .select('turn.at - lag(turn.at) OVER (ORDER BY turn.seq)', 'waited')
      .from(messages, 'turn')
      .where('turn.begins');
  const row = await manager
    .createQueryBuilder()
    .select('CAST(extract(epoch FROM avg(answer.waited)) AS float8)', 'seconds')
    .from(turns, 'answer')
    .setParameters({ conversationId, from, to })
    .getRawOne<{ seconds: number | null }>();
  return row?.seconds ?? null;
}

export async function eraseNotes(
  tx: EntityManager,
  { conversationId, at }: { conversationId: string; at: Date },
): Promise<void> {
  await tx.update(SessionSummary, { conversationId }, { notes: null, updatedAt: at });
}
