import type { DataSource } from 'typeorm';
import { poolOf, preparedQuery } from '../../database/prepared-query';
import type { ConversationKind, ConversationState } from '../../enums';
import { SELECT_MESSAGES } from '../messages/message-repository';
import type { ConversationHead } from '../conversation-repository';
import type { MessageRow } from '../messages/message-repository';
import type { Cursor } from './change-event';

export interface HeadRow extends ConversationHead {
  conversationId: string;
  dataKey: Buffer | null;
  /** The newest revision of each kind of change, so that unchanged kinds are not queried. */
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

export async function selectHeads(source: DataSource, ids: string[]): Promise<HeadRow[]> {
  return preparedQuery<HeadRow>(poolOf(source), HEADS, [ids]);
}

type SeqCursor = { conversationId: string } & Pick<Cursor, 'seq'>;
type RevisionCursor = { conversationId: string } & Pick<Cursor, 'revision'>;

const seqColumns = (cursors: SeqCursor[]) => [
  cursors.map(({ conversationId }) => conversationId),
  cursors.map(({ seq }) => seq),
];
const revisionColumns = (cursors: RevisionCursor[]) => [
  cursors.map(({ conversationId }) => conversationId),
  cursors.map(({ revision }) => revision),
];

const MESSAGES = {
  name: 'feed-messages',
  text: `SELECT message.* FROM unnest($1::bigint[], $2::int[]) AS cursor (id, seq)
    CROSS JOIN LATERAL (${SELECT_MESSAGES} WHERE m.conversation_id = cursor.id
      AND m.seq > cursor.seq ORDER BY m.seq LIMIT $3) AS message
    ORDER BY message."conversationId", message.seq`,
};

/** Messages after each cursor, oldest first, at most `limit` per conversation. */
export async function selectMessagesAfter(
  source: DataSource,
  cursors: SeqCursor[],
  limit: number,
): Promise<MessageRow[]> {
  const values = [...seqColumns(cursors), limit];
  return preparedQuery<MessageRow>(poolOf(source), MESSAGES, values);
}

const CHANGED_MESSAGES = {
  name: 'feed-changes',
  text: `SELECT message.* FROM unnest($1::bigint[], $2::int[]) AS cursor (id, revision)
    CROSS JOIN LATERAL (${SELECT_MESSAGES} WHERE m.conversation_id = cursor.id
        AND m.changed_revision > cursor.revision ORDER BY m.changed_revision LIMIT $3) AS message
    ORDER BY message."conversationId", message."changedRevision"`,
};

/** Messages that changed after each cursor, oldest change first, at most `limit` per conversation. */
export async function selectChangesAfter(
  source: DataSource,
  cursors: RevisionCursor[],
  limit: number,
): Promise<MessageRow[]> {
  const values = [...revisionColumns(cursors), limit];
  return preparedQuery<MessageRow>(poolOf(source), CHANGED_MESSAGES, values);
}

export interface MessageByIdRow extends MessageRow {
  kind: ConversationKind;
  state: ConversationState;
  dataKey: Buffer | null;
}

const MESSAGES_BY_ID = {
  name: 'messages-by-id',
  text: `SELECT message.*, c.kind, c.state, c.data_key AS "dataKey"
    FROM (${SELECT_MESSAGES} WHERE m.id = ANY($1::bigint[])) AS message
    JOIN conversations c ON c.id = message."conversationId"`,
};

/** Messages with the current state of their conversations. */
export async function selectMessagesByIds(
  source: DataSource,
  ids: string[],
): Promise<MessageByIdRow[]> {
  return preparedQuery<MessageByIdRow>(poolOf(source), MESSAGES_BY_ID, [ids]);
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

const MAX_RECEIPT_MESSAGE_IDS = 500;

/** Receipts of `revisions (id, revision)`, each with at most $3 of its messages, newest first. */
const receiptsOf = (
  revisions: string,
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
    FROM ${revisions} AS requested (id, revision)
    JOIN read_ranges r ON r.conversation_id = requested.id AND r.revision = requested.revision
    GROUP BY r.conversation_id, r.revision, r.user_id
    ORDER BY r.conversation_id, r.revision`;

const RECEIPTS = {
  name: 'feed-receipts',
  text: receiptsOf(`(SELECT cursor.id, next.revision
      FROM unnest($1::bigint[], $2::int[]) AS cursor (id, revision)
      CROSS JOIN LATERAL (SELECT DISTINCT revision FROM read_ranges
        WHERE conversation_id = cursor.id AND revision > cursor.revision
        ORDER BY revision LIMIT $4) AS next)`),
};

/** The first `limit` receipts after each cursor. */
export async function selectReceiptsAfter(
  source: DataSource,
  cursors: RevisionCursor[],
  limit: number,
): Promise<ReceiptRow[]> {
  const values = [...revisionColumns(cursors), MAX_RECEIPT_MESSAGE_IDS, limit];
  return preparedQuery<ReceiptRow>(poolOf(source), RECEIPTS, values);
}

const RECEIPTS_BY_REVISION = {
  name: 'receipts-by-revision',
  text: receiptsOf('unnest($1::bigint[], $2::int[])'),
};

/** The receipts with exactly these revisions. */
export async function selectReceiptsByRevisions(
  source: DataSource,
  revisions: RevisionCursor[],
): Promise<ReceiptRow[]> {
  const values = [...revisionColumns(revisions), MAX_RECEIPT_MESSAGE_IDS];
  return preparedQuery<ReceiptRow>(poolOf(source), RECEIPTS_BY_REVISION, values);
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
    FROM unnest($1::bigint[], $2::int[]) AS cursor (id, revision)
    JOIN conversation_members me
      ON me.conversation_id = cursor.id AND me.delivered_revision > cursor.revision
    ORDER BY me.conversation_id, me.delivered_revision, me.user_id`,
};

/** Delivery marks that moved after each cursor, each with its newest unread messages. */
export async function selectDeliveriesAfter(
  source: DataSource,
  cursors: RevisionCursor[],
  maxMessageIds: number,
): Promise<DeliveredRow[]> {
  const values = [...revisionColumns(cursors), maxMessageIds];
  return preparedQuery<DeliveredRow>(poolOf(source), DELIVERIES, values);
}
