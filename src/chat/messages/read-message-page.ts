import { z } from 'zod';
import { AppError } from '../../errors';
import { canRead } from '../access/conversation-policy';
import type { ChatServices } from '../chat-services';
import { readConversationHead, selectMessageRange, seqOfPageCursor } from './message-repository';
import type { ConversationHead, MessageRow } from './message-repository';
import { toMessageView } from './message-view';
import type { MessageView } from './message-view';
import { decryptMessage } from './decrypt-message';
import type { ConversationRef, PublicId } from '../access/conversation-ref';

const MAX_SEQ = 2_147_483_647;
const MESSAGE_ID = /^[1-9]\d{0,17}$/;

/** How many messages a page holds; each contract has a default of its own. */
export const pageLimit = z.coerce.number('must be a number').int().min(1).max(100);

/**
 * `before` is a message id or an ISO time and wins over `page`; `around` shows a message among its
 * neighbours; `afterSeq` fetches what was missed.
 */
export const pageSchema = z.object({
  page: z.coerce.number('must be a number').int().min(1).max(1_000_000).default(1),
  before: z
    .union(
      [z.string().regex(MESSAGE_ID), z.iso.datetime({ offset: true })],
      'must be a message id or an ISO 8601 time',
    )
    .optional(),
  around: z.string().regex(MESSAGE_ID, 'must be a message id').optional(),
  afterSeq: z.coerce.number('must be a number').int().min(0).max(MAX_SEQ).optional(),
});

export type PageInput = z.infer<typeof pageSchema> & { limit: number };

export interface MessagePage<Name extends PublicId = PublicId> {
  data: MessageView<Name>[];
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
 * A page of messages for somebody who was let in (C-21): page 1 holds the newest, inside a page the
 * oldest comes first. Totals come from the conversation's counter. Refuses `assignment-ended`.
 */
export async function readMessagePage<Name extends PublicId>(
  services: ReadMessagesServices,
  place: ConversationRef<Name>,
  input: PageInput,
): Promise<MessagePage<Name>> {
  const { manager } = services.db.source;
  const { conversationId } = place;
  const head = await readConversationHead(manager, conversationId);
  if (!canRead(head.kind, head.state)) throw new AppError('assignment-ended');
  const { lastSeq } = head;
  const window = await resolveWindow(services, { conversationId, lastSeq }, input);
  const { limit } = input;
  const rows = await selectMessageRange(manager, { conversationId, limit, ...window });
  const older = (rows[0]?.seq ?? 1) > 1;
  const newer = (rows.at(-1)?.seq ?? window.before - 1) < lastSeq;
  return {
    data: await decryptMessages(services, place, rows),
    head,
    metadata: {
      page: input.page,
      limit,
      total: lastSeq,
      totalPages: Math.ceil(lastSeq / limit),
      hasNextPage: window.from === 'oldest' ? newer : older,
      hasPrevPage: window.from === 'oldest' ? older : newer,
    },
  };
}

type PageCursor = Parameters<typeof seqOfPageCursor>[2];

interface SeqWindow {
  after: number;
  before: number;
  from: 'newest' | 'oldest';
}

async function resolveWindow(
  services: ReadMessagesServices,
  { conversationId, lastSeq }: { conversationId: string; lastSeq: number },
  input: PageInput,
): Promise<SeqWindow> {
  if (input.afterSeq !== undefined) {
    return { after: input.afterSeq, before: MAX_SEQ, from: 'oldest' };
  }
  const seqOf = (cursor: PageCursor) =>
    seqOfPageCursor(services.db.source.manager, conversationId, cursor);
  if (input.around !== undefined) {
    const seq = (await seqOf({ messageId: input.around })) ?? noSuchMessage('around');
    const last = Math.min(lastSeq, Math.max(seq + Math.floor(input.limit / 2), input.limit));
    return { after: Math.max(0, last - input.limit), before: last + 1, from: 'newest' };
  }
  if (input.before !== undefined) {
    const seq = MESSAGE_ID.test(input.before)
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

/** Rows with their words, as readers see them. */
export async function decryptMessages<Name extends PublicId>(
  services: ReadMessagesServices,
  { conversationId, publicId: name }: ConversationRef<Name>,
  rows: MessageRow[],
): Promise<MessageView<Name>[]> {
  const isReadable = rows.some((row) => row.content !== null || row.file !== null);
  if (!isReadable) return rows.map((row) => toMessageView(row, name, ''));
  const key = await services.keys.find(services.db.source.manager, conversationId);
  return rows.map((row) => toMessageView(row, name, decryptMessage(key, row)));
}
