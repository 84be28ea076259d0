import type { Db } from '../../database/db';
import { groupEntries } from '../../group-entries';
import type { ConversationKeys } from '../conversation-keys';
import type { Cursor, OrderedChange } from './change-event';
import { toOrderedChanges } from './change-mapper';
import type { ChangeRows } from './change-mapper';
import {
  selectChangesIn,
  selectDeliveriesIn,
  selectHeads,
  selectMessageRefs,
  selectMessagesAfter,
  selectReceiptsIn,
} from './change-repository';
import type { HeadRow, MessageRefRow, RevisionRange, SeqRange } from './change-repository';

export type { SeqRange } from './change-repository';

export interface ConversationCursor extends Cursor {
  conversationId: string;
}

export interface ConversationChanges {
  conversationId: string;
  events: OrderedChange[];
  /** How far the client has read after `events`; behind the head when one read could not take all. */
  cursor: Cursor;
  isComplete: boolean;
}

export interface ChangeServices {
  db: Db;
  keys: ConversationKeys;
}

const MAX_MESSAGES = 200;
const MAX_REVISIONS = 500;
const MAX_DELIVERED_MESSAGE_IDS = 50;

/** The current cursors of conversations; unknown conversations are missing. */
export async function readCursors({ db }: { db: Db }, ids: string[]): Promise<Map<string, Cursor>> {
  const heads = await selectHeads(db.source.manager, ids);
  return new Map(
    heads.map(({ conversationId, lastSeq: seq, revision }) => [conversationId, { seq, revision }]),
  );
}

/** Ids and times of messages, by conversation. */
export async function readMessageRefs(
  { db }: { db: Db },
  ranges: SeqRange[],
): Promise<Map<string, (Omit<MessageRefRow, 'createdAt'> & { createdAt: string })[]>> {
  const rows = ranges.length === 0 ? [] : await selectMessageRefs(db.source.manager, ranges);
  return byConversation(rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })));
}

/**
 * Changes after the cursors of many conversations, with one statement per kind of change.
 * Conversations without changes are missing. Receipts, edits and deliveries follow once all messages
 * were read, so that a receipt is never delivered before its message.
 */
export async function readChangesSince(
  { db, keys }: ChangeServices,
  cursors: ConversationCursor[],
): Promise<ConversationChanges[]> {
  const heads = await selectHeads(
    db.source.manager,
    cursors.map(({ conversationId }) => conversationId),
  );
  const cursorOf = new Map(cursors.map((cursor) => [cursor.conversationId, cursor]));
  const behind = heads.flatMap((head) => {
    const from = cursorOf.get(head.conversationId);
    return from && (head.lastSeq > from.seq || head.revision > from.revision)
      ? [{ head, from }]
      : [];
  });
  const rowsOf = await selectChangeRows({ db }, behind);
  return behind.map((one) => toConversationChanges(keys, one, rowsOf(one.head.conversationId)));
}

interface BehindConversation {
  head: HeadRow;
  from: ConversationCursor;
}

async function selectChangeRows(
  { db }: Pick<ChangeServices, 'db'>,
  behind: BehindConversation[],
): Promise<(conversationId: string) => ChangeRows> {
  const { manager } = db.source;
  const cursors = behind
    .filter(({ head, from }) => head.lastSeq > from.seq)
    .map(({ from }) => from);
  const messages = byConversation(
    cursors.length === 0 ? [] : await selectMessagesAfter(manager, cursors, MAX_MESSAGES),
  );
  const complete = behind.filter(({ head, from }) => {
    const last = messages.get(head.conversationId)?.at(-1)?.seq ?? from.seq;
    return last >= head.lastSeq;
  });
  const receipts = await selectIn(complete, 'revision', (ranges) =>
    selectReceiptsIn(manager, ranges),
  );
  const changedMessages = await selectIn(complete, 'messageRevision', (ranges) =>
    selectChangesIn(manager, ranges),
  );
  const deliveries = await selectIn(complete, 'deliveryRevision', (ranges) =>
    selectDeliveriesIn(manager, ranges, MAX_DELIVERED_MESSAGE_IDS),
  );
  return (id) => ({
    messages: messages.get(id) ?? [],
    receipts: receipts.get(id) ?? [],
    changedMessages: changedMessages.get(id) ?? [],
    deliveries: deliveries.get(id) ?? [],
  });
}

/** Selects one kind of change, only for conversations whose head indicates any. */
async function selectIn<Row extends { conversationId: string }>(
  behind: BehindConversation[],
  mark: 'revision' | 'messageRevision' | 'deliveryRevision',
  select: (ranges: RevisionRange[]) => Promise<Row[]>,
): Promise<Map<string, Row[]>> {
  const ranges = behind
    .filter(({ head, from }) => head[mark] > from.revision)
    .map(({ head, from: { conversationId, revision } }) => ({
      conversationId,
      from: revision + 1,
      to: lastRevision(head, revision),
    }));
  return byConversation(ranges.length === 0 ? [] : await select(ranges));
}

/** The last revision that one read takes; each revision is one change. */
function lastRevision(head: HeadRow, from: number): number {
  return Math.min(head.revision, from + MAX_REVISIONS);
}

function byConversation<Row extends { conversationId: string }>(rows: Row[]): Map<string, Row[]> {
  return groupEntries(rows.map((row) => [row.conversationId, row]));
}

function toConversationChanges(
  keys: ConversationKeys,
  { head, from }: BehindConversation,
  rows: ChangeRows,
): ConversationChanges {
  const seq = Math.max(from.seq, rows.messages.at(-1)?.seq ?? 0);
  const revision = seq < head.lastSeq ? from.revision : lastRevision(head, from.revision);
  const cursor = { seq, revision };
  return {
    conversationId: head.conversationId,
    events: toOrderedChanges(keys, { head, from, to: cursor }, rows),
    cursor,
    isComplete: seq >= head.lastSeq && revision >= head.revision,
  };
}
