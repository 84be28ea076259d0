import type { Db } from '../db/db';
import type { ConversationKind, ConversationState } from '../words';
import type { ConversationKeys } from './conversation-keys';
import type { MessageRow } from './message-store';
import { viewMessage } from './message-view';
import type { MessageView } from './message-view';
import {
  selectChangesAfter,
  selectDeliveriesAfter,
  selectHeads,
  selectMessagesAfter,
  selectReceiptsAfter,
} from './news-store';
import type { DeliveredRow, HeadRow, Position, ReceiptRow } from './news-store';
import { openWords } from './open-words';
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

/** A message was edited, deleted or reacted to: what it is now. */
export interface ChangeNews {
  revision: number;
  message: MessageView<OwnName>;
}

/** Messages reached devices of members; `messageIds` are the newest they have not read, at most 50. */
export interface DeliveryNews {
  revision: number;
  marks: { userId: string; lastDeliveredSeq: number; messageIds: string[] }[];
}

/** What happened in a conversation after a position. */
export interface News {
  conversationId: string;
  kind: ConversationKind;
  state: ConversationState;
  messages: MessageView<OwnName>[];
  receipts: ReceiptNews[];
  changes: ChangeNews[];
  deliveries: DeliveryNews[];
  /** The revision at which the conversation itself changed last. */
  ownRevision: number;
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
const RECEIPTS_AT_ONCE = 500;
const RECEIPT_IDS = 500;
const CHANGES_AT_ONCE = 200;
const DELIVERED_IDS = 50;

/** Where conversations stand now; those that do not exist are missing. */
export async function readHeads({ db }: { db: Db }, ids: string[]): Promise<Map<string, Position>> {
  const heads = await selectHeads(db.source, ids);
  return new Map(
    heads.map(({ conversationId, lastSeq: seq, revision }) => [conversationId, { seq, revision }]),
  );
}

/**
 * What readers of many conversations have not seen yet, in one statement for each sort of news.
 * Whatever is about messages comes only once all messages did, so that nobody hears of the reading
 * of something unheard of.
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
  const { source } = db;
  const messages = await since(moved, 'lastSeq', (wanted) =>
    selectMessagesAfter(source, wanted, MESSAGES_AT_ONCE),
  );
  // Of the others nothing but messages is told now, so nothing else is looked for.
  const told = moved.filter(({ head, want }) => {
    const last = messages.get(want.conversationId)?.at(-1)?.seq ?? want.seq;
    return last >= head.lastSeq;
  });
  const receipts = await since(told, 'revision', (wanted) =>
    selectReceiptsAfter(source, wanted, { receipts: RECEIPTS_AT_ONCE, messages: RECEIPT_IDS }),
  );
  const changes = await since(told, 'messageRevision', (wanted) =>
    selectChangesAfter(source, wanted, CHANGES_AT_ONCE),
  );
  const deliveries = await since(told, 'deliveryRevision', (wanted) =>
    selectDeliveriesAfter(source, wanted, DELIVERED_IDS),
  );
  return moved.map((one) => {
    const { conversationId: id } = one.want;
    return newsOf(keys, one, {
      messages: messages.get(id) ?? [],
      receipts: receipts.get(id) ?? [],
      changes: changes.get(id) ?? [],
      deliveries: deliveries.get(id) ?? [],
    });
  });
}

interface Moved {
  head: HeadRow;
  want: Wanted;
}

function isBehind(want: Position, head: HeadRow): boolean {
  return head.lastSeq > want.seq || head.revision > want.revision;
}

type Mark = 'lastSeq' | 'revision' | 'messageRevision' | 'deliveryRevision';

/** Asks for one sort of news, where the head says that there is any. */
async function since<Row extends { conversationId: string }>(
  moved: Moved[],
  mark: Mark,
  select: (wanted: Wanted[]) => Promise<Row[]>,
): Promise<Map<string, Row[]>> {
  const wanted = moved
    .filter(({ head, want }) => head[mark] > (mark === 'lastSeq' ? want.seq : want.revision))
    .map(({ want }) => want);
  const groups = new Map<string, Row[]>();
  for (const row of wanted.length === 0 ? [] : await select(wanted)) {
    const group = groups.get(row.conversationId);
    if (group) group.push(row);
    else groups.set(row.conversationId, [row]);
  }
  return groups;
}

interface Found {
  messages: MessageRow[];
  receipts: ReceiptRow[];
  changes: MessageRow[];
  deliveries: DeliveredRow[];
}

function newsOf(keys: ConversationKeys, { head, want }: Moved, found: Found): News {
  const { conversationId, kind, state, ownRevision, dataKey } = head;
  const seq = Math.max(want.seq, found.messages.at(-1)?.seq ?? 0);
  const revision = seq < head.lastSeq ? want.revision : lastRevision(head, found);
  const open = (row: MessageRow): MessageView<OwnName> => openMessage(keys, dataKey, row);
  return {
    conversationId,
    kind,
    state,
    messages: found.messages.map(open),
    receipts: found.receipts.filter((row) => row.revision <= revision).map(receiptNews),
    // A message that is new to the reader comes as it is now.
    changes: found.changes.flatMap((row) => {
      const changed = row.changedRevision ?? 0;
      return changed > revision || row.seq > want.seq
        ? []
        : [{ revision: changed, message: open(row) }];
    }),
    deliveries: deliveryNews(found.deliveries.filter((row) => row.revision <= revision)),
    ownRevision,
    position: { seq, revision },
    isAll: seq >= head.lastSeq && revision >= head.revision,
  };
}

/** Behind the head when there are more changes or receipts than one look takes. */
function lastRevision({ revision }: HeadRow, { changes, receipts }: Found): number {
  const lastChange = changes[CHANGES_AT_ONCE - 1]?.changedRevision ?? revision;
  const isCut = receipts.length >= RECEIPTS_AT_ONCE;
  const lastReceipt = isCut ? (receipts.at(-1)?.revision ?? revision) : revision;
  return Math.min(revision, lastChange, lastReceipt);
}

/** One statement moves the marks of several members at one revision. */
function deliveryNews(rows: DeliveredRow[]): DeliveryNews[] {
  const byRevision = new Map<number, DeliveryNews>();
  for (const { revision, userId, lastDeliveredSeq, messageIds } of rows) {
    const news = byRevision.get(revision) ?? { revision, marks: [] };
    byRevision.set(revision, news);
    news.marks.push({ userId, lastDeliveredSeq, messageIds: messageIds.reverse() });
  }
  return [...byRevision.values()];
}

/** A message whose key was erased keeps its place among the others, without words. */
export function openMessage(
  keys: ConversationKeys,
  dataKey: Buffer | null,
  row: MessageRow,
): MessageView<OwnName> {
  const { conversationId } = row;
  const words = dataKey ? openWords(keys.open(conversationId, dataKey), row) : '';
  return viewMessage(row, { conversationId }, words);
}

export function receiptNews(row: ReceiptRow): ReceiptNews {
  const { revision, userId, lastReadSeq, unreadCount, messageIds } = row;
  const readAt = row.readAt.toISOString();
  return { revision, userId, readAt, lastReadSeq, unreadCount, messageIds: messageIds.reverse() };
}
