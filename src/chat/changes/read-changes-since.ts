import type { Db } from '../../database/db';
import type { ConversationKind, ConversationState } from '../../enums';
import type { ConversationKeys } from '../conversation-keys';
import type { MessageRow } from '../messages/message-repository';
import { toMessageView } from '../messages/message-view';
import type { MessageView } from '../messages/message-view';
import {
  selectChangesAfter,
  selectDeliveriesAfter,
  selectHeads,
  selectMessagesAfter,
  selectReceiptsAfter,
} from './change-repository';
import type { DeliveredRow, HeadRow, Cursor, ReceiptRow } from './change-repository';
import { decryptMessage } from '../messages/decrypt-message';
import type { ConversationPublicId } from '../access/conversation-ref';

export type { Cursor as Position } from './change-repository';

/** Somebody read messages; `messageIds` are the newest of them, at most 500. */
export interface ReceiptChange {
  revision: number;
  userId: string;
  readAt: string;
  lastReadSeq: number;
  unreadCount: number;
  messageIds: string[];
}

/** A message was edited, deleted or reacted to: what it is now. */
export interface ChangedMessage {
  revision: number;
  message: MessageView<ConversationPublicId>;
}

/** Messages reached devices of members; `messageIds` are the newest they have not read, at most 50. */
export interface DeliveryChange {
  revision: number;
  marks: { userId: string; lastDeliveredSeq: number; messageIds: string[] }[];
}

/** What happened in a conversation after a position. */
export interface ConversationChanges {
  conversationId: string;
  kind: ConversationKind;
  state: ConversationState;
  messages: MessageView<ConversationPublicId>[];
  receipts: ReceiptChange[];
  changes: ChangedMessage[];
  deliveries: DeliveryChange[];
  /** The revision at which the conversation itself changed last. */
  ownRevision: number;
  /** Where the reader is after this; behind the head when there was too much for one look. */
  cursor: Cursor;
  isComplete: boolean;
}

export interface ConversationCursor extends Cursor {
  conversationId: string;
}

export interface ChangeServices {
  db: Db;
  keys: ConversationKeys;
}

const MAX_MESSAGES = 200;
const MAX_RECEIPTS = 500;
const MAX_RECEIPT_MESSAGE_IDS = 500;
const MAX_CHANGES = 200;
const MAX_DELIVERED_MESSAGE_IDS = 50;

/** Where conversations stand now; those that do not exist are missing. */
export async function readCursors({ db }: { db: Db }, ids: string[]): Promise<Map<string, Cursor>> {
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
export async function readChangesSince(
  { db, keys }: ChangeServices,
  wants: ConversationCursor[],
): Promise<ConversationChanges[]> {
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
  const messages = await selectSince(moved, 'lastSeq', (wanted) =>
    selectMessagesAfter(source, wanted, MAX_MESSAGES),
  );
  // Of the others nothing but messages is told now, so nothing else is looked for.
  const told = moved.filter(({ head, want }) => {
    const last = messages.get(want.conversationId)?.at(-1)?.seq ?? want.seq;
    return last >= head.lastSeq;
  });
  const receipts = await selectSince(told, 'revision', (wanted) =>
    selectReceiptsAfter(source, wanted, {
      receipts: MAX_RECEIPTS,
      messages: MAX_RECEIPT_MESSAGE_IDS,
    }),
  );
  const changes = await selectSince(told, 'messageRevision', (wanted) =>
    selectChangesAfter(source, wanted, MAX_CHANGES),
  );
  const deliveries = await selectSince(told, 'deliveryRevision', (wanted) =>
    selectDeliveriesAfter(source, wanted, MAX_DELIVERED_MESSAGE_IDS),
  );
  return moved.map((one) => {
    const { conversationId: id } = one.want;
    return toChanges(keys, one, {
      messages: messages.get(id) ?? [],
      receipts: receipts.get(id) ?? [],
      changes: changes.get(id) ?? [],
      deliveries: deliveries.get(id) ?? [],
    });
  });
}

interface BehindConversation {
  head: HeadRow;
  want: ConversationCursor;
}

function isBehind(want: Cursor, head: HeadRow): boolean {
  return head.lastSeq > want.seq || head.revision > want.revision;
}

type Mark = 'lastSeq' | 'revision' | 'messageRevision' | 'deliveryRevision';

/** Asks for one sort of news, where the head says that there is any. */
async function selectSince<Row extends { conversationId: string }>(
  moved: BehindConversation[],
  mark: Mark,
  select: (wanted: ConversationCursor[]) => Promise<Row[]>,
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

interface ChangeRows {
  messages: MessageRow[];
  receipts: ReceiptRow[];
  changes: MessageRow[];
  deliveries: DeliveredRow[];
}

function toChanges(
  keys: ConversationKeys,
  { head, want }: BehindConversation,
  found: ChangeRows,
): ConversationChanges {
  const { conversationId, kind, state, ownRevision, dataKey } = head;
  const seq = Math.max(want.seq, found.messages.at(-1)?.seq ?? 0);
  const revision = seq < head.lastSeq ? want.revision : lastRevision(head, found);
  const open = (row: MessageRow): MessageView<ConversationPublicId> =>
    decryptMessageView(keys, dataKey, row);
  return {
    conversationId,
    kind,
    state,
    messages: found.messages.map(open),
    receipts: found.receipts.filter((row) => row.revision <= revision).map(toReceiptChange),
    // A message that is new to the reader comes as it is now.
    changes: found.changes.flatMap((row) => {
      const changed = row.changedRevision ?? 0;
      return changed > revision || row.seq > want.seq
        ? []
        : [{ revision: changed, message: open(row) }];
    }),
    deliveries: toDeliveryChanges(found.deliveries.filter((row) => row.revision <= revision)),
    ownRevision,
    cursor: { seq, revision },
    isComplete: seq >= head.lastSeq && revision >= head.revision,
  };
}

/** Behind the head when there are more changes or receipts than one look takes. */
function lastRevision({ revision }: HeadRow, { changes, receipts }: ChangeRows): number {
  const lastChange = changes[MAX_CHANGES - 1]?.changedRevision ?? revision;
  const isCut = receipts.length >= MAX_RECEIPTS;
  const lastReceipt = isCut ? (receipts.at(-1)?.revision ?? revision) : revision;
  return Math.min(revision, lastChange, lastReceipt);
}

/** One statement moves the marks of several members at one revision. */
function toDeliveryChanges(rows: DeliveredRow[]): DeliveryChange[] {
  const byRevision = new Map<number, DeliveryChange>();
  for (const { revision, userId, lastDeliveredSeq, messageIds } of rows) {
    const news = byRevision.get(revision) ?? { revision, marks: [] };
    byRevision.set(revision, news);
    news.marks.push({ userId, lastDeliveredSeq, messageIds: messageIds.reverse() });
  }
  return [...byRevision.values()];
}

/** A message whose key was erased keeps its place among the others, without words. */
export function decryptMessageView(
  keys: ConversationKeys,
  dataKey: Buffer | null,
  row: MessageRow,
): MessageView<ConversationPublicId> {
  const { conversationId } = row;
  const words = dataKey ? decryptMessage(keys.unwrap(conversationId, dataKey), row) : '';
  return toMessageView(row, { conversationId }, words);
}

export function toReceiptChange(row: ReceiptRow): ReceiptChange {
  const { revision, userId, lastReadSeq, unreadCount, messageIds } = row;
  const readAt = row.readAt.toISOString();
  return { revision, userId, readAt, lastReadSeq, unreadCount, messageIds: messageIds.reverse() };
}
