import type { Db } from '../db/db';
import { openText } from '../content-cipher';
import type { ConversationKind, ConversationState } from '../words';
import { messageContext } from './conversation-keys';
import type { ConversationKeys } from './conversation-keys';
import type { MessageRow } from './message-store';
import { viewMessage } from './message-view';
import type { MessageView } from './message-view';
import { selectHeads, selectMessagesAfter, selectReceiptsAfter } from './news-store';
import type { HeadRow, Position, ReceiptRow } from './news-store';
import type { OwnName } from './place';

export type { Position } from './news-store';

/** Somebody read messages; `messageIds` are the newest of them, at most 500. */
export interface ReceiptNews {
  revision: number;
  userId: string;
  readAt: string;
  lastReadSeq: number;
  unreadCount: number;
  messageIds: string[];
}

/** What happened in a conversation after a position. */
export interface News {
  conversationId: string;
  kind: ConversationKind;
  state: ConversationState;
  messages: MessageView<OwnName>[];
  receipts: ReceiptNews[];
  /** Where the reader is after this; behind the head when there was too much for one look. */
  position: Position;
  isAll: boolean;
}

export interface Wanted extends Position {
  conversationId: string;
}

export interface NewsServices {
  db: Db;
  keys: ConversationKeys;
}

const MESSAGES_AT_ONCE = 200;
const RECEIPT_IDS = 500;

/** Where conversations stand now; those that do not exist are missing. */
export async function readHeads({ db }: { db: Db }, ids: string[]): Promise<Map<string, Position>> {
  const heads = await selectHeads(db.source, ids);
  return new Map(
    heads.map(({ conversationId, lastSeq: seq, revision }) => [conversationId, { seq, revision }]),
  );
}

/**
 * What readers of many conversations have not seen yet, in three statements at most. Receipts come
 * only once all messages did, so that nobody hears of the reading of something unheard of.
 */
export async function readNews({ db, keys }: NewsServices, wants: Wanted[]): Promise<News[]> {
  const heads = await selectHeads(
    db.source,
    wants.map((want) => want.conversationId),
  );
  const wantOf = new Map(wants.map((want) => [want.conversationId, want]));
  const moved = heads.flatMap((head) => {
    const want = wantOf.get(head.conversationId);
    return want && isBehind(want, head) ? [{ head, want }] : [];
  });
  const messages = byConversation(await messagesOf(db, moved));
  const told = moved.filter(({ head, want }) => head.revision > want.revision);
  const receipts = byConversation(
    told.length === 0 ? [] : await selectReceiptsAfter(db.source, told.map(wanted), RECEIPT_IDS),
  );
  return moved.map((one) =>
    newsOf(keys, one, {
      messages: messages.get(one.head.conversationId) ?? [],
      receipts: receipts.get(one.head.conversationId) ?? [],
    }),
  );
}

interface Moved {
  head: HeadRow;
  want: Wanted;
}

const wanted = ({ want }: Moved): Wanted => want;

function isBehind(want: Position, head: HeadRow): boolean {
  return head.lastSeq > want.seq || head.revision > want.revision;
}

async function messagesOf(db: Db, moved: Moved[]): Promise<MessageRow[]> {
  const spoken = moved.filter(({ head, want }) => head.lastSeq > want.seq);
  if (spoken.length === 0) return [];
  return selectMessagesAfter(db.source, spoken.map(wanted), MESSAGES_AT_ONCE);
}

function byConversation<Row extends { conversationId: string }>(rows: Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.conversationId);
    if (group) group.push(row);
    else groups.set(row.conversationId, [row]);
  }
  return groups;
}

function newsOf(
  keys: ConversationKeys,
  { head, want }: Moved,
  found: { messages: MessageRow[]; receipts: ReceiptRow[] },
): News {
  const { conversationId, kind, state } = head;
  const rows = found.messages;
  const seq = Math.max(want.seq, rows.at(-1)?.seq ?? 0);
  const isAll = seq >= head.lastSeq;
  const revision = isAll ? head.revision : want.revision;
  const receipts = found.receipts.filter((row) => row.revision <= revision);
  return {
    conversationId,
    kind,
    state,
    messages: rows.map((row) => openMessage(keys, head.dataKey, row)),
    receipts: receipts.map(receiptNews),
    position: { seq, revision },
    isAll,
  };
}

/** A message whose key was erased keeps its place among the others, without words. */
export function openMessage(
  keys: ConversationKeys,
  dataKey: Buffer | null,
  row: MessageRow,
): MessageView<OwnName> {
  const { conversationId } = row;
  const content =
    dataKey && row.content
      ? openText(keys.open(conversationId, dataKey), row.content, messageContext(conversationId))
      : '';
  return viewMessage(row, { conversationId }, content);
}

export function receiptNews(row: ReceiptRow): ReceiptNews {
  const { revision, userId, lastReadSeq, unreadCount, messageIds } = row;
  const readAt = row.readAt.toISOString();
  return { revision, userId, readAt, lastReadSeq, unreadCount, messageIds: messageIds.reverse() };
}
