import { z } from 'zod';
import { fileResponse } from '../shared/file-schemas';
import { instant } from '../shared/session-schema';
import { supportPriorities, supportStatuses, supportMessageTypes } from './support-mapper';

/* What the support door answers: the shapes that make the OpenAPI document. */

const id = z.number();

export const supportMessageResponse = z.object({
  id,
  chatRoomId: id,
  seq: z.number(),
  senderId: id.nullable(),
  sender: z.object({ id: id.nullable(), name: z.string(), role: z.string() }),
  message: z.string(),
  messageType: z.enum(supportMessageTypes),
  isRead: z.boolean(),
  readAt: instant.nullable(),
  createdAt: instant,
  clientMessageId: z.string().optional(),
  editedAt: instant.optional(),
  deletedAt: instant.optional(),
  file: fileResponse.optional(),
});

export const supportRoomResponse = z.object({
  id,
  userId: id,
  user: z.object({ id, name: z.string(), email: z.string() }),
  adminId: id.nullable(),
  admin: z.object({ id, name: z.string() }).nullable(),
  status: z.enum(supportStatuses),
  subject: z.string().nullable(),
  priority: z.enum(supportPriorities),
  lastMessage: z.string().nullable(),
  lastActivity: instant,
  isRead: z.boolean(),
  unreadCount: z.number(),
  messageCount: z.number(),
  firstAnsweredAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
});

/** `created`: the message made this room; otherwise it was added to one that was there. */
export const supportPostedResponse = supportRoomResponse.extend({
  messages: z.array(supportMessageResponse),
  created: z.boolean(),
});

export const supportDetailResponse = supportRoomResponse.extend({
  messages: z.array(supportMessageResponse),
  pagination: z.object({
    page: z.number(),
    limit: z.number(),
    total: z.number(),
    totalPages: z.number(),
    hasMore: z.boolean(),
  }),
});

export const supportReadResponse = z.object({
  roomId: id,
  lastReadSeq: z.number(),
  unreadCount: z.number(),
  readAt: instant,
});

export const supportTypingResponse = z.object({
  roomId: id,
  userId: id,
  isTyping: z.boolean(),
  timestamp: instant,
});

export const supportStatisticsResponse = z.object({
  total: z.number(),
  open: z.number(),
  closed: z.number(),
  resolved: z.number(),
  /** Rooms in which the team has something to read, and how many messages that is. */
  unread: z.number(),
  unreadMessages: z.number(),
  averageResponseSeconds: z.number().nullable(),
});

export const supportTemplateResponse = z.object({
  id,
  title: z.string(),
  message: z.string(),
  updatedAt: instant,
});
