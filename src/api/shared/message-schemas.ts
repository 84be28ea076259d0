import { z } from 'zod';
import { MESSAGE_TYPES, ROLES } from '../../enums';
import { fileResponse } from './file-schemas';
import { instant } from './instant';

/** The event that a system message announces; ids only. */
export const systemEventResponse = z.object({
  action: z.enum(['user_joined', 'user_left', 'consultation_started']),
  data: z.object({ userId: z.string().optional(), byId: z.string().optional() }),
});

/** A message of the counseling contract and of the browser app; optional fields are absent when empty. */
export const messageShape = {
  id: z.string(),
  seq: z.number(),
  senderId: z.string().nullable(),
  senderName: z.string(),
  senderRole: z.enum([...ROLES, 'system']),
  content: z.string(),
  messageType: z.enum(MESSAGE_TYPES),
  isAutomated: z.boolean(),
  createdAt: instant,
  clientMessageId: z.string().optional(),
  /** The message this one replies to, and the first message of the thread (C-49). */
  replyToId: z.string().optional(),
  threadRootId: z.string().optional(),
  reactions: z
    .array(z.object({ userId: z.string(), emoji: z.string(), addedAt: instant }))
    .optional(),
  editedAt: instant.optional(),
  /** Deleted for every member; `content` is empty. */
  deletedAt: instant.optional(),
  systemEvent: systemEventResponse.optional(),
  file: fileResponse.optional(),
};

/** The fields of a page in addition to its messages: its metadata and the members' read marks. */
export const messagePageShape = {
  metadata: z.object({
    page: z.number(),
    limit: z.number(),
    total: z.number(),
    totalPages: z.number(),
    hasNextPage: z.boolean(),
    hasPrevPage: z.boolean(),
  }),
  readMarks: z.array(
    z.object({ userId: z.string(), lastReadSeq: z.number(), lastDeliveredSeq: z.number() }),
  ),
  /** All changes of the page's messages up to this revision are included. */
  revision: z.number(),
};

export const typingResponse = z.object({
  userId: z.string(),
  isTyping: z.boolean(),
  timestamp: instant,
});

/** An optional text field of a form, which sends absent texts as ''. */
export const emptyText = z.literal('').transform(() => undefined);
