import { z } from 'zod';
import { PERMISSIONS, PRESENCE_STATUSES } from '../../enums';
import { instant } from '../shared/session-schema';
import { wireMessageResponse } from './message-mapper';
import { CONVERSATION_TYPES, WIRE_MESSAGE_TYPES } from './tutoring-enums';

/* What the tutoring door answers: the shapes that make the OpenAPI document. */

export const presenceResponse = z.object({
  userId: z.string(),
  status: z.enum(PRESENCE_STATUSES),
  lastSeen: instant.nullable(),
});

const userSchema = z.object({ name: z.string(), avatar: z.null() });

const participantResponse = z.object({
  userId: z.string(),
  role: z.enum(['student', 'tutor']),
  user: userSchema,
  joinedAt: instant,
  leftAt: instant.nullable(),
  permissions: z.array(z.enum(PERMISSIONS)),
});

const conversationResponse = z.object({
  id: z.string(),
  type: z.enum(CONVERSATION_TYPES),
  title: z.string().nullable(),
  consultationId: z.string().nullable(),
  participants: z.array(participantResponse),
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

export const oneConversationResponse = z.object({ conversation: conversationResponse });

export const conversationListResponse = z.object({
  conversations: z.array(conversationResponse),
  pagination: z.object({
    page: z.int(),
    limit: z.int(),
    total: z.int(),
    totalPages: z.int(),
  }),
});

const messageResponse = wireMessageResponse.extend({
  /** Of what was searched for: from where to where in the text it stands. */
  highlights: z.array(z.object({ start: z.int(), end: z.int() })).optional(),
});

export const oneMessageResponse = z.object({ message: wireMessageResponse });

export const messageListResponse = z.object({
  messages: z.array(messageResponse),
  pagination: z.object({ page: z.int(), limit: z.int(), hasMore: z.boolean() }),
});
