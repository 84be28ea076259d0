import type { DataSource } from 'typeorm';
import { poolOf, preparedQuery } from '../../database/prepared-query';
import { SELECT_MESSAGES } from '../messages/message-repository';
import type { ConversationHead } from '../conversation-repository';
import type { MessageRow } from '../messages/message-repository';

/** How far somebody has come in a conversation: messages by seq, all other changes by revision. */
export interface Cursor {
  seq: number;
  revision: number;
}

export interface HeadRow extends ConversationHead {
  conversationId: string;
  dataKey: Buffer | null;
  /** The newest revisions of each sort, which spare us looking for what is not there. */
  ownRevision: number;
  messageRevision: number;
  deliveryRevision: number;
}

const HEADS = {
  name: 'feed-heads',
  text: `SELECT id AS "conversationId", kind, state, last_seq AS "lastSeq", revision,
      data_key AS "dataKey", own_revision AS "ownRevision",
      message_revision AS "messageRevision", delivery_revision AS "deliveryRevision"
    FROM conversations WHERE id = ANY($1::bigint[])`,
};

/** Where conversations stand. */
export async function selectHeads(source: DataSource, ids: string[]): Promise<HeadRow[]> {
  return preparedQuery<HeadRow>(poolOf(source), HEADS, [ids]);
}

const MESSAGES = {
  name: 'feed-messages',
  text: `SELECT news.* FROM unnest($1::bigint[], $2::int[]) AS want (id, seq)
    CROSS JOIN LATERAL (${SELECT_MESSAGES} WHERE m.conversation_id = want.id AND m.seq > want.seq
      ORDER BY m.seq LIMIT $3) AS news
    ORDER BY news."conversationId", news.seq`,
};

/** The messages after each position, oldest first, so many of each conversation at most. */
export async function selectMessagesAfter(
  source: DataSource,
  wants: { conversationId: string; seq: number }[],
  limit: number,
): Promise<MessageRow[]> {
  return preparedQuery<MessageRow>(poolOf(source), MESSAGES, [
    wants.map((want) => want.conversationId),
    wants.map((want) => want.seq),
    limit,
  ]);
}

export interface ReceiptRow {
  conversationId: string;
  revision: number;
  userId: string;
  readAt: Date;
  lastReadSeq: number;
  unreadCount: number;
  messageIds: string[];
}

/** Reads receipts of the revisions that are wanted, with at most $3 messages of each. */
export const receiptQuery = (
  wanted: string,
): string => `SELECT r.conversation_id AS "conversationId", r.revision, r.user_id::text AS "userId",
      min(r.read_at) AS "readAt", max(r.to_seq) AS "toSeq",
      (SELECT last_read_seq FROM conversation_members me
       WHERE me.conversation_id = r.conversation_id AND me.user_id = r.user_id) AS "lastReadSeq",
      (SELECT unread_count FROM conversation_members me
       WHERE me.conversation_id = r.conversation_id AND me.user_id = r.user_id) AS "unreadCount",
      ARRAY(SELECT m.id::text FROM messages m
        WHERE m.conversation_id = r.conversation_id AND m.sender_id IS DISTINCT FROM r.user_id
          AND m.seq <@ range_agg(int4range(r.from_seq, r.to_seq, '[]'))
          AND m.seq BETWEEN min(r.from_seq) AND max(r.to_seq)
        ORDER BY m.seq DESC LIMIT $3) AS "messageIds"
    FROM ${wanted} AS want (id, revision)
    JOIN read_ranges r ON r.conversation_id = want.id AND r.revision = want.revision
    GROUP BY r.conversation_id, r.revision, r.user_id
    ORDER BY r.conversation_id, r.revision`;

const RECEIPTS = {
  name: 'feed-receipts',
  text: receiptQuery(`(SELECT behind.id, next.revision
      FROM unnest($1::bigint[], $2::int[]) AS behind (id, revision)
      CROSS JOIN LATERAL (SELECT DISTINCT revision FROM read_ranges
        WHERE conversation_id = behind.id AND revision > behind.revision
        ORDER BY revision LIMIT $4) AS next)`),
};

/** The first so many receipts after each revision, each with the newest messages that were read. */
export async function selectReceiptsAfter(
  source: DataSource,
  wants: { conversationId: string; revision: number }[],
  limits: { receipts: number; messages: number },
): Promise<ReceiptRow[]> {
  return preparedQuery<ReceiptRow>(poolOf(source), RECEIPTS, [
    wants.map((want) => want.conversationId),
    wants.map((want) => want.revision),
    limits.messages,
    limits.receipts,
  ]);
}

const CHANGES = {
  name: 'feed-changes',
  text: `SELECT news.* FROM unnest($1::bigint[], $2::int[]) AS want (id, revision)
    CROSS JOIN LATERAL (${SELECT_MESSAGES} WHERE m.conversation_id = want.id
        AND m.changed_revision > want.revision ORDER BY m.changed_revision LIMIT $3) AS news
    ORDER BY news."conversationId", news."changedRevision"`,
};

/** The messages that changed after each revision, as they are now; the first so many of each. */
export async function selectChangesAfter(
  source: DataSource,
  wants: { conversationId: string; revision: number }[],
  limit: number,
): Promise<MessageRow[]> {
  return preparedQuery<MessageRow>(poolOf(source), CHANGES, [
    wants.map((want) => want.conversationId),
    wants.map((want) => want.revision),
    limit,
  ]);
}

export interface DeliveredRow {
  conversationId: string;
  revision: number;
  userId: string;
  lastDeliveredSeq: number;
  messageIds: string[];
}

const DELIVERIES = {
  name: 'feed-deliveries',
  text: `SELECT me.conversation_id AS "conversationId", me.delivered_revision AS revision,
      me.user_id::text AS "userId", me.last_delivered_seq AS "lastDeliveredSeq",
      ARRAY(SELECT m.id::text FROM messages m
        WHERE m.conversation_id = me.conversation_id AND m.seq > me.last_read_seq
          AND m.seq <= me.last_delivered_seq AND m.sender_id IS DISTINCT FROM me.user_id
        ORDER BY m.seq DESC LIMIT $3) AS "messageIds"
    FROM unnest($1::bigint[], $2::int[]) AS want (id, revision)
    JOIN conversation_members me
      ON me.conversation_id = want.id AND me.delivered_revision > want.revision
    ORDER BY me.conversation_id, me.delivered_revision, me.user_id`,
};

/** Whose marks of what was delivered moved after each revision, with the newest that wait unread. */
export async function selectDeliveriesAfter(
  source: DataSource,
  wants: { conversationId: string; revision: number }[],
  limit: number,
): Promise<DeliveredRow[]> {
  return preparedQuery<DeliveredRow>(poolOf(source), DELIVERIES, [
    wants.map((want) => want.conversationId),
    wants.map((want) => want.revision),
    limit,
  ]);
}
