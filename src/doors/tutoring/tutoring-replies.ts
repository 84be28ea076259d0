import { z } from 'zod';
import { PERMISSIONS, PRESENCE_STATUSES } from '../../words';
import { instant } from '../session-reply';
import { wireMessageReply } from './message-words';
import { CONVERSATION_TYPES, WIRE_MESSAGE_TYPES } from './tutoring-words';

/* What the tutoring door answers: the shapes that make the OpenAPI document. */

export const presenceReply = z.object({
  userId: z.string(),
  status: z.enum(PRESENCE_STATUSES),
  lastSeen: instant.nullable(),
});

const person = z.object({ name: z.string(), avatar: z.null() });

const participantReply = z.object({
  userId: z.string(),
  role: z.enum(['student', 'tutor']),
  user: person,
  joinedAt: instant,
  leftAt: instant.nullable(),
  permissions: z.array(z.enum(PERMISSIONS)),
});

const conversationReply = z.object({
  id: z.string(),
  type: z.enum(CONVERSATION_TYPES),
  title: z.string().nullable(),
  consultationId: z.string().nullable(),
  participants: z.array(participantReply),
  settings: z.object({
    allowFileUpload: z.boolean(),
    maxFileSize: z.int(),
    allowedFileTypes: z.array(z.string()),
    autoArchive: z.boolean(),
    retention: z.int(),
  }),
  metadata: z.object({
    lastMessageAt: instant.nullable(),
    messageCount: z.int(),
    isArchived: z.boolean(),
    archivedAt: instant.nullable(),
    createdBy: z.string().nullable(),
  }),
  lastMessage: z
    .object({
      content: z.string(),
      senderId: z.string().nullable(),
      sentAt: instant,
      type: z.enum(WIRE_MESSAGE_TYPES),
    })
    .nullable(),
  unreadCount: z.int(),
  isOnline: z.boolean(),
  createdAt: instant,
  updatedAt: instant,
});

export const oneConversationReply = z.object({ conversation: conversationReply });

export const conversationListReply = z.object({
  conversations: z.array(conversationReply),
  pagination: z.object({
    page: z.int(),
    limit: z.int(),
    total: z.int(),
    totalPages: z.int(),
  }),
});

const messageReply = wireMessageReply.extend({
  /** Of what was searched for: from where to where in the text it stands. */
  highlights: z.array(z.object({ start: z.int(), end: z.int() })).optional(),
});

export const oneMessageReply = z.object({ message: wireMessageReply });

export const messageListReply = z.object({
  messages: z.array(messageReply),
  pagination: z.object({ page: z.int(), limit: z.int(), hasMore: z.boolean() }),
});
