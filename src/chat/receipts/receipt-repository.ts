import { In } from 'typeorm';
import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { ConversationMember } from '../../database/entities/chat/conversation-member';
import { Message } from '../../database/entities/chat/message';
import { ReadRange } from '../../database/entities/chat/read-range';
import { selectRows } from '../../database/select-rows';
import type { ConversationKind, ConversationState } from '../../enums';

/** The messages a read mark covers. Stored as seq ranges with the read time: one row per mark. */
export type ReadExtent = { upToSeq: number | undefined } | { messageIds: string[] };

/** Read under the conversation's lock: no message is inserted between mark and counter. */
export interface LockedMember {
  kind: ConversationKind;
  state: ConversationState;
  lastSeq: number;
  revision: number;
  lastReadSeq: number;
}

export async function lockMember(
  tx: EntityManager,
  conversationId: string,
  userId: string,
): Promise<LockedMember | undefined> {
  const member = await tx
    .createQueryBuilder(ConversationMember, 'member')
    .innerJoinAndSelect('member.conversation', 'conversation')
    .where({ conversationId, userId })
    .setLock('for_no_key_update', undefined, ['conversation'])
    .getOne();
  if (!member?.conversation) return undefined;
  const { kind, state, lastSeq, revision } = member.conversation;
  return { kind, state, lastSeq, revision, lastReadSeq: member.lastReadSeq };
}

const UP_TO = `SELECT CASE WHEN $6::int > $3 THEN int4multirange(int4range($3 + 1, $6, '[]'))
    ELSE '{}'::int4multirange END AS spans`;

const BY_ID = `SELECT coalesce(range_agg(int4range(seq, seq, '[]')), '{}'::int4multirange) AS spans
    FROM messages WHERE conversation_id = $1 AND id = ANY($6::bigint[]) AND seq > $3`;

/** The mark advances over contiguous read messages; for ids, over the reader's own as well. */
const CONTIGUOUS_READ = `coalesce((SELECT upper(span) - 1 FROM read_now, unnest(read_now.spans) AS span
    WHERE lower(span) = $3 + 1), $3)`;
const BEFORE_UNREAD = `coalesce((SELECT m.seq - 1 FROM messages m, read_now
    WHERE m.conversation_id = $1 AND m.seq > $3 AND m.sender_id IS DISTINCT FROM $2
      AND NOT m.seq <@ read_now.spans ORDER BY m.seq LIMIT 1), $4)`;

/**
 * Everything up to the mark is read; ranges lie beyond it. Hand-written: QueryBuilder has no
 * statements that write several tables, and this is one round trip under the conversation's lock.
 */
const markQuery = (requested: string, newMark: string): string => `
  WITH covered AS (
    SELECT coalesce(range_agg(int4range(from_seq, to_seq, '[]')), '{}'::int4multirange) AS spans
    FROM read_ranges WHERE conversation_id = $1 AND user_id = $2 AND from_seq > $3
  ), requested AS (
    ${requested}
  ), fresh AS (
    SELECT requested.spans - covered.spans AS spans FROM requested, covered
  ), read_now AS (
    SELECT requested.spans + covered.spans AS spans FROM requested, covered
  ), inserted AS (
    INSERT INTO read_ranges (conversation_id, user_id, from_seq, to_seq, read_at, revision)
    SELECT $1, $2, lower(span), upper(span) - 1, $5, $7 FROM fresh, unnest(fresh.spans) AS span
  ), raised AS (
    UPDATE conversations SET revision = $7
    WHERE id = $1 AND EXISTS (SELECT FROM fresh WHERE NOT isempty(spans))
  ), mark AS (
    SELECT ${newMark} AS seq
  )
  UPDATE conversation_members AS member
  SET last_read_seq = mark.seq,
      last_delivered_seq = greatest(last_delivered_seq, mark.seq),
      arrived_at = coalesce(arrived_at, CASE WHEN $8 THEN $5::timestamptz END),
      unread_count = CASE WHEN mark.seq >= $4 THEN 0 ELSE greatest(0, unread_count - (
        SELECT count(*)::int FROM fresh, unnest(fresh.spans) AS span, messages m
        WHERE m.conversation_id = $1 AND m.sender_id IS DISTINCT FROM $2
          AND m.deleted_at IS NULL AND m.seq >= lower(span) AND m.seq < upper(span))) END
  FROM mark
  WHERE member.conversation_id = $1 AND member.user_id = $2
  RETURNING mark.seq AS "lastReadSeq", unread_count AS "unreadCount",
    (SELECT NOT isempty(spans) FROM fresh) AS changed`;

const MARK_UP_TO = markQuery(UP_TO, CONTIGUOUS_READ);
const MARK_BY_ID = markQuery(BY_ID, BEFORE_UNREAD);

export interface RecordedRead {
  lastReadSeq: number;
  unreadCount: number;
  /** Whether any message was newly read. */
  changed: boolean;
}

/** Cost depends on the newly read messages, not on the length of the conversation. */
export async function recordRead(
  tx: EntityManager,
  { conversationId, userId, at }: { conversationId: string; userId: string; at: Date },
  { member, extent }: { member: LockedMember; extent: ReadExtent },
): Promise<RecordedRead> {
  const byId = 'messageIds' in extent;
  const { lastSeq, lastReadSeq, revision, state } = member;
  const requested = byId ? extent.messageIds : Math.min(lastSeq, extent.upToSeq ?? lastSeq);
  // QueryBuilder has no statement that writes several tables (`markQuery`).
  const [[row]] = await tx.query<[RecordedRead[]]>(byId ? MARK_BY_ID : MARK_UP_TO, [
    conversationId,
    userId,
    lastReadSeq,
    lastSeq,
    at,
    requested,
    revision + 1,
    state === 'open',
  ]);
  return row ?? { lastReadSeq, unreadCount: 0, changed: false };
}

/** Messages that a member read at one time; both seqs inclusive. */
export interface ReadSpan {
  userId: string;
  fromSeq: number;
  toSeq: number;
  readAt: Date;
}

/** Read spans that overlap the seqs: from the member's last one that begins before `from`. */
export async function selectReadSpans(
  manager: EntityManager,
  conversationId: string,
  { from, to }: { from: number; to: number },
): Promise<ReadSpan[]> {
  const query = manager
    .createQueryBuilder(ConversationMember, 'member')
    .innerJoin(ReadRange, 'range', OF_MEMBER)
    .where({ conversationId })
    .andWhere('range.fromSeq <= :to AND range.toSeq >= :from', { from, to });
  query.andWhere(`range.fromSeq >= coalesce(${lastBegun(query, '<', ':from')}, :from)`);
  return selectRows<ReadSpan>(query, {
    userId: 'member.userId',
    fromSeq: 'range.fromSeq',
    toSeq: 'range.toSeq',
    readAt: 'range.readAt',
  });
}

const OF_MEMBER = 'range.conversationId = member.conversationId AND range.userId = member.userId';

/** SQL of where the member's last range before a seq begins: ranges of a member never overlap. */
function lastBegun(query: SelectQueryBuilder<ObjectLiteral>, before: '<' | '<=', seq: string) {
  return query
    .subQuery()
    .select('max(earlier.fromSeq)')
    .from(ReadRange, 'earlier')
    .where('earlier.conversationId = member.conversationId AND earlier.userId = member.userId')
    .andWhere(`earlier.fromSeq ${before} ${seq}`)
    .getQuery();
}

export interface MessageReader {
  messageId: string;
  userId: string;
  readAt: Date;
}

/** Members who have read messages, except their sender; earliest first. */
export async function selectReaders(
  manager: EntityManager,
  conversationId: string,
  messageIds: string[],
): Promise<MessageReader[]> {
  const query = manager
    .createQueryBuilder(Message, 'message')
    .innerJoin(ConversationMember, 'member', 'member.conversationId = message.conversationId')
    .innerJoin(ReadRange, 'range', OF_MEMBER)
    .where({ conversationId, id: In(messageIds) })
    .andWhere('member.userId IS DISTINCT FROM message.senderId')
    .andWhere('range.toSeq >= message.seq')
    .orderBy('message.id')
    .addOrderBy('range.readAt')
    .addOrderBy('member.userId');
  query.andWhere(`range.fromSeq = ${lastBegun(query, '<=', 'message.seq')}`);
  return selectRows<MessageReader>(query, {
    messageId: 'message.id',
    userId: 'member.userId',
    readAt: 'range.readAt',
  });
}

/** How far a member has read and received. */
export type ReadMark = Pick<ConversationMember, 'userId' | 'lastReadSeq' | 'lastDeliveredSeq'>;

export async function selectReadMarks(
  manager: EntityManager,
  conversationId: string,
): Promise<ReadMark[]> {
  return manager.find(ConversationMember, {
    select: { userId: true, lastReadSeq: true, lastDeliveredSeq: true },
    where: { conversationId },
    order: { userId: 'ASC' },
  });
}
