import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import { openText } from '../content-cipher';
import { AppError } from '../errors';
import { messageContext } from './conversation-keys';
import type { ConversationServices } from './conversation-services';
import { conversationState, readMarksOf, selectRange, seqOfCursor } from './message-store';
import type { MessageRow, ReadMarkOf } from './message-store';
import { viewMessage } from './message-view';
import type { MessageView } from './message-view';

const MAX_SEQ = 2_147_483_647;
const MESSAGE_ID = /^[1-9]\d{0,17}$/;

/** `before` is a message id or an ISO time and wins over `page`; `afterSeq` fetches what was missed. */
export const listMessagesSchema = z.object({
  sessionId: z.string('is required'),
  page: z.coerce.number('must be a number').int().min(1).max(1_000_000).default(1),
  limit: z.coerce.number('must be a number').int().min(1).max(100).default(20),
  before: z
    .union(
      [z.string().regex(MESSAGE_ID), z.iso.datetime({ offset: true })],
      'must be a message id or an ISO 8601 time',
    )
    .optional(),
  afterSeq: z.coerce.number('must be a number').int().min(0).max(MAX_SEQ).optional(),
});

export type ListMessagesInput = z.infer<typeof listMessagesSchema>;

export interface MessagePage {
  data: MessageView[];
  metadata: {
    page: number;
    limit: number;
    total: number;
    totalPages: number;
    hasNextPage: boolean;
    hasPrevPage: boolean;
  };
  /** How far each member has read. */
  readMarks: ReadMarkOf[];
}

type Services = Pick<ConversationServices, 'db' | 'keys' | 'memberships'>;

/**
 * A page of a session's messages for one of its participants (counseling-65, C-21): page 1 holds
 * the newest, inside a page the oldest comes first. Totals come from the conversation's counter.
 */
export async function listMessages(
  services: Services,
  principal: Principal,
  input: ListMessagesInput,
): Promise<MessagePage> {
  const { manager } = services.db.source;
  const facts = await services.memberships.require(principal, input.sessionId);
  const { lastSeq } = await conversationState(manager, facts.conversationId);
  const window = await windowOf(services, { conversationId: facts.conversationId, lastSeq }, input);
  const rows = await selectRange(manager, {
    conversationId: facts.conversationId,
    limit: input.limit,
    ...window,
  });
  const data = await openAll(services, facts, rows);
  const readMarks = await readMarksOf(manager, facts.conversationId);
  const older = (rows[0]?.seq ?? 1) > 1;
  const newer = (rows.at(-1)?.seq ?? window.before - 1) < lastSeq;
  return {
    data,
    metadata: {
      page: input.page,
      limit: input.limit,
      total: lastSeq,
      totalPages: Math.ceil(lastSeq / input.limit),
      hasNextPage: window.from === 'oldest' ? newer : older,
      hasPrevPage: window.from === 'oldest' ? older : newer,
    },
    readMarks,
  };
}

interface Window {
  after: number;
  before: number;
  from: 'newest' | 'oldest';
}

async function windowOf(
  services: Services,
  { conversationId, lastSeq }: { conversationId: string; lastSeq: number },
  input: ListMessagesInput,
): Promise<Window> {
  if (input.afterSeq !== undefined) {
    return { after: input.afterSeq, before: MAX_SEQ, from: 'oldest' };
  }
  if (input.before !== undefined) {
    const cursor = MESSAGE_ID.test(input.before)
      ? { messageId: input.before }
      : { time: new Date(input.before) };
    const seq = await seqOfCursor(services.db.source.manager, conversationId, cursor);
    if (seq === undefined && 'messageId' in cursor) {
      throw new AppError('invalid-input', {
        message: 'before: there is no such message in this session',
        details: { fields: [{ field: 'before', message: 'no such message in this session' }] },
      });
    }
    return { after: 0, before: seq ?? lastSeq + 1, from: 'newest' };
  }
  const newest = lastSeq - (input.page - 1) * input.limit;
  return { after: Math.max(0, newest - input.limit), before: newest + 1, from: 'newest' };
}

async function openAll(
  services: Services,
  { conversationId, sessionId }: { conversationId: string; sessionId: string },
  rows: MessageRow[],
): Promise<MessageView[]> {
  if (rows.length === 0) return [];
  const key = await services.keys.find(services.db.source.manager, conversationId);
  const context = messageContext(conversationId);
  return rows.map((row) =>
    viewMessage(row, sessionId, row.content ? openText(key, row.content, context) : ''),
  );
}
