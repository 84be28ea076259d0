import { z } from 'zod';
import { PERMISSIONS, PRESENCE_STATUSES } from '../../enums';
import { fileResponse } from '../shared/file-schemas';
import { systemEventResponse } from '../shared/message-schemas';
import { instant } from '../shared/instant';
import { CONVERSATION_TYPES, WIRE_MESSAGE_TYPES } from './tutoring-enums';

/* Response schemas of the tutoring API; ids are strings (C-04). */

export const presenceResponse = z.object({
  userId: z.string(),
  status: z.enum(PRESENCE_STATUSES),
  lastSeen: instant.nullable(),
});

/** The product has no user avatars. */
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

export type WireConversation = z.infer<typeof conversationResponse>;

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

const contentResponse = z.object({
  text: z.string(),
  fileInfo: z
    .object({
      ...fileResponse.omit({ id: true }).shape,
      fileId: z.string(),
      scanStatus: z.enum(['pending', 'clean', 'infected']),
      thumbnailUrl: z.string().nullable(),
      uploadProgress: z.number(),
    })
    .optional(),
  systemMessage: systemEventResponse.optional(),
});

/** A message over REST and the hub (tutoring-53…66, tutoring-111). */
export const wireMessageResponse = z.object({
  id: z.string(),
  conversationId: z.string(),
  /** Position in the conversation: 1, 2, 3 … without gaps. */
  seq: z.int(),
  senderId: z.string().nullable(),
  sender: userSchema,
  type: z.enum(WIRE_MESSAGE_TYPES),
  content: contentResponse,
  status: z.enum(['sent', 'delivered', 'read']),
  readBy: z.array(z.object({ userId: z.string(), readAt: instant })),
  replyTo: z.string().nullable(),
  /** The first message of the thread (C-49). */
  threadRootId: z.string().nullable(),
  reactions: z.array(z.object({ userId: z.string(), emoji: z.string(), addedAt: instant })),
  editHistory: z.array(
    z.object({ editedAt: instant, previousContent: z.string(), editedBy: z.string().nullable() }),
  ),
  metadata: z.object({ clientMessageId: z.string().nullable() }),
  createdAt: instant,
  updatedAt: instant,
  deletedAt: instant.nullable(),
});

export type WireMessage = z.infer<typeof wireMessageResponse>;

const messageResponse = wireMessageResponse.extend({
  /** Search matches in the text, in UTF-16 code units; `end` is exclusive. */
  highlights: z.array(z.object({ start: z.int(), end: z.int() })).optional(),
});

export const oneMessageResponse = z.object({ message: wireMessageResponse });

export const messageListResponse = z.object({
  messages: z.array(messageResponse),
  pagination: z.object({ page: z.int(), limit: z.int(), hasMore: z.boolean() }),
});
