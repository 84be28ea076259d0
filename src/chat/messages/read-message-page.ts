import { z } from 'zod';
import { isRowId, rowId } from '../../ids';
import { AppError } from '../../errors';
import { isReadable } from '../access/conversation-policy';
import type { ChatServices } from '../chat-services';
import { readConversationHead } from '../conversation-repository';
import type { ConversationHead } from '../conversation-repository';
import { isEncryptedClientMessageId } from './client-message-id';
import { selectMessageRange, seqOfPageCursor } from './message-repository';
import type { MessageRow } from './message-repository';
import { toMessageView } from './message-view';
import type { MessageView } from './message-view';
import { decryptMessage } from './decrypt-message';
import type { ConversationRef, PublicId } from '../access/conversation-ref';

const MAX_SEQ = 2_147_483_647;

/** Messages per page; each contract sets its own default. */
export const pageLimit = z.coerce.number('must be a number').int().min(1).max(100);

/**
 * `before` is a message id or an ISO time and wins over `page`; `around` centres the page on a
 * message; `afterSeq` continues after a seq.
 */
export const pageSchema = z.object({
  page: z.coerce.number('must be a number').int().min(1).max(1_000_000).default(1),
  before: z
    .union(
      [rowId('must be the id of a message'), z.iso.datetime({ offset: true })],
      'must be a message id or an ISO 8601 time',
    )
    .optional(),
  around: rowId('must be a message id').optional(),
  afterSeq: z.coerce.number('must be a number').int().min(0).max(MAX_SEQ).optional(),
});

export type PageInput = z.infer<typeof pageSchema> & { limit: number };

export interface MessagePage<Id extends PublicId = PublicId> {
  data: MessageView<Id>[];
  head: ConversationHead;
  metadata: {
    page: number;
    limit: number;
    total: number;
    totalPages: number;
    hasNextPage: boolean;
    hasPrevPage: boolean;
  };
}

export type ReadMessagesServices = Pick<ChatServices, 'db' | 'keys'>;

/**
 * A page of messages (C-21): page 1 contains the newest, each page is sorted oldest first. Totals
 * come from the conversation's counter. The caller has checked access; throws `assignment-ended`.
 */
export async function readMessagePage<Id extends PublicId>(
  services: ReadMessagesServices,
  conversation: ConversationRef<Id>,
  input: PageInput,
): Promise<MessagePage<Id>> {
  const { manager } = services.db.source;
  const { conversationId, visibleAfter } = conversation;
  const head = await readConversationHead(manager, conversationId);
  if (!isReadable(head.kind, head.state)) throw new AppError('assignment-ended');
  const { lastSeq } = head;
  const window = await resolveWindow(services, { conversationId, visibleAfter, lastSeq }, input);
  const { limit } = input;
  const rows = await selectMessageRange(manager, { conversationId, limit, ...window });
  const older = (rows[0]?.seq ?? 0) > visibleAfter + 1;
  const newer = (rows.at(-1)?.seq ?? window.before - 1) < lastSeq;
  return {
    data: await decryptMessages(services, conversation, rows),
    head,
    metadata: {
      page: input.page,
      limit,
      total: lastSeq - visibleAfter,
      totalPages: Math.ceil((lastSeq - visibleAfter) / limit),
      hasNextPage: window.from === 'oldest' ? newer : older,
      hasPrevPage: window.from === 'oldest' ? older : newer,
    },
  };
}

type PageCursor = Parameters<typeof seqOfPageCursor>[2];

interface Visible {
  conversationId: string;
  visibleAfter: number;
  lastSeq: number;
}

interface SeqWindow {
  after: number;
  before: number;
  from: 'newest' | 'oldest';
}

async function resolveWindow(
  services: ReadMessagesServices,
  visible: Visible,
  input: PageInput,
): Promise<SeqWindow> {
  const window = await requestedWindow(services, visible, input);
  return { ...window, after: Math.max(window.after, visible.visibleAfter) };
}

async function requestedWindow(
  services: ReadMessagesServices,
  { conversationId, visibleAfter, lastSeq }: Visible,
  input: PageInput,
): Promise<SeqWindow> {
  if (input.afterSeq !== undefined) {
    return { after: input.afterSeq, before: MAX_SEQ, from: 'oldest' };
  }
  const seqOf = (cursor: PageCursor) =>
    seqOfPageCursor(services.db.source.manager, conversationId, cursor);
  if (input.around !== undefined) {
    const seq = (await seqOf({ messageId: input.around })) ?? noSuchMessage('around');
    if (seq <= visibleAfter) noSuchMessage('around');
    const last = Math.min(lastSeq, Math.max(seq + Math.floor(input.limit / 2), input.limit));
    return { after: Math.max(0, last - input.limit), before: last + 1, from: 'newest' };
  }
  if (input.before !== undefined) {
    const seq = isRowId(input.before)
      ? ((await seqOf({ messageId: input.before })) ?? noSuchMessage('before'))
      : await seqOf({ time: new Date(input.before) });
    return { after: 0, before: seq ?? lastSeq + 1, from: 'newest' };
  }
  const newest = lastSeq - (input.page - 1) * input.limit;
  return { after: Math.max(0, newest - input.limit), before: newest + 1, from: 'newest' };
}

function noSuchMessage(field: string): never {
  throw new AppError('invalid-input', {
    message: `${field}: there is no such message here`,
    details: { fields: [{ field, message: 'no such message here' }] },
  });
}

export async function decryptMessages<Id extends PublicId>(
  services: ReadMessagesServices,
  { conversationId, publicId }: ConversationRef<Id>,
  rows: MessageRow[],
): Promise<MessageView<Id>[]> {
  const isReadable = rows.some(
    ({ content, file, clientMessageId }) =>
      content !== null || file !== null || isEncryptedClientMessageId(clientMessageId),
  );
  if (!isReadable) return rows.map((row) => toMessageView(row, publicId, ''));
  const { db, keys } = services;
  const key = await keys.find(db.source.manager, conversationId);
  return rows.map((row) => {
    const content = keys.decryptOr(conversationId, () => decryptMessage(key, row), '');
    return toMessageView(row, publicId, content);
  });
}
