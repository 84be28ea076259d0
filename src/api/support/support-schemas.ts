import { z } from 'zod';
import { MESSAGE_TYPES, SUPPORT_PRIORITIES } from '../../enums';
import type { ConversationState, MessageType, Role, SupportPriority } from '../../enums';
import { fileResponse } from '../shared/file-schemas';
import { instant } from '../shared/instant';

/*
 * Request and response schemas of the support API: camelCase names, upper-case enums, ids as numbers
 * (C-04). A customer or USER is a client, an admin is a member of the team.
 */

export const supportRoles: readonly Role[] = ['client', 'team'];
export const customerRoles: readonly Role[] = ['client'];
export const adminRoles: readonly Role[] = ['team'];

const upperCased = <Value extends string>(values: readonly Value[]) =>
  values.map((value) => value.toUpperCase() as Uppercase<Value>);

export const supportStatuses = ['OPEN', 'CLOSED', 'RESOLVED'] as const;
export type SupportStatus = (typeof supportStatuses)[number];

export const statusSchema = z
  .enum(supportStatuses, 'must be OPEN, CLOSED or RESOLVED')
  .transform((status) => status.toLowerCase() as ConversationState & Lowercase<SupportStatus>);
export const prioritySchema = z
  .enum(upperCased(SUPPORT_PRIORITIES), 'must be LOW, NORMAL, HIGH or URGENT')
  .transform((priority) => priority.toLowerCase() as SupportPriority);
export const messageTypeSchema = z
  .literal('TEXT', 'must be TEXT; send files and images to POST /api/chat/rooms/{roomId}/upload')
  .transform((): MessageType => 'text');

const id = z.number();

const SENDER_ROLES = ['USER', 'ADMIN', 'SYSTEM'] as const;
export type SupportSenderRole = (typeof SENDER_ROLES)[number];

export const supportMessageResponse = z.object({
  id,
  chatRoomId: id,
  seq: z.number(),
  senderId: id.nullable(),
  sender: z.object({ id: id.nullable(), name: z.string(), role: z.enum(SENDER_ROLES) }),
  message: z.string(),
  messageType: z.enum(upperCased(MESSAGE_TYPES)),
  isRead: z.boolean(),
  readAt: instant.nullable(),
  createdAt: instant,
  clientMessageId: z.string().optional(),
  editedAt: instant.optional(),
  /** Deleted for every member; `message` is empty. */
  deletedAt: instant.optional(),
  file: fileResponse.optional(),
});

export type SupportMessage = z.infer<typeof supportMessageResponse>;

export const supportRoomResponse = z.object({
  id,
  userId: id,
  user: z.object({ id, name: z.string(), email: z.string() }),
  adminId: id.nullable(),
  admin: z.object({ id, name: z.string() }).nullable(),
  status: z.enum(supportStatuses),
  subject: z.string().nullable(),
  priority: z.enum(upperCased(SUPPORT_PRIORITIES)),
  lastMessage: z.string().nullable(),
  lastActivity: instant,
  isRead: z.boolean(),
  unreadCount: z.number(),
  messageCount: z.number(),
  firstAnsweredAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
});

export type SupportRoom = z.infer<typeof supportRoomResponse>;

/** `created`: the message created the room; otherwise it was added to an existing one. */
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
  /** Rooms with messages the team has not read, and the number of those messages. */
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
