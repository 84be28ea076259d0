import { z } from 'zod';
import { MESSAGE_TYPES } from '../../enums';
import type { Role } from '../../enums';
import { numericRowId } from '../../ids';
import { scanStatusSchema } from '../shared/file-schemas';
import { instant } from '../shared/instant';

/* Request and response schemas of the care API: snake_case on the wire, ids as numbers (C-04). */

/** Roles with access to the care API (care-29, care-32), and its kind of conversation. */
export const careRoles: readonly Role[] = ['client', 'psychologist'];
export const CARE_KINDS = ['care'] as const;

export const careTarget = (
  conversationId: string,
): { conversationId: string; kinds: typeof CARE_KINDS } => ({ conversationId, kinds: CARE_KINDS });

export const messageId = numericRowId('must be the id of a message, a whole number');

export const messageIdList = z
  .array(messageId, 'must be a list of ids')
  .max(1_000, 'must have at most 1000 ids');

const id = z.number();

const SENDER_ROLES = ['ibu_hamil', 'perawat', 'super_admin', 'sistem'] as const;
export type CareSenderRole = (typeof SENDER_ROLES)[number];

export const careMessageResponse = z.object({
  id,
  conversation_id: id,
  seq: z.number(),
  sender_user_id: id.nullable(),
  sender_name: z.string(),
  sender_role: z.enum(SENDER_ROLES),
  message_text: z.string(),
  message_type: z.enum(MESSAGE_TYPES),
  is_read: z.boolean(),
  read_at: instant.nullable(),
  created_at: instant,
  client_message_id: z.string().optional(),
  file: z
    .object({
      id,
      file_name: z.string(),
      file_size: z.number(),
      file_type: z.string(),
      scan_status: scanStatusSchema,
      download_url: z.string(),
      thumbnail_url: z.string().nullable(),
    })
    .optional(),
  /** Present on the caller's own messages. */
  delivery_status: z.enum(['sent', 'delivered', 'read']).optional(),
  reply_to_id: id.optional(),
  thread_root_id: id.optional(),
  reactions: z.array(z.object({ user_id: id, emoji: z.string(), added_at: instant })).optional(),
  edited_at: instant.optional(),
  /** Deleted for both members; `message_text` is empty. */
  deleted_at: instant.optional(),
});

export type CareMessage = z.infer<typeof careMessageResponse>;

export const careConversationResponse = z.object({
  id,
  ibu_hamil_id: id,
  ibu_hamil_name: z.string(),
  perawat_id: id,
  perawat_name: z.string(),
  last_message: careMessageResponse.nullable(),
  last_message_at: instant.nullable(),
  unread_count: z.number(),
  created_at: instant,
  updated_at: instant,
});

export type CareConversation = z.infer<typeof careConversationResponse>;

export const carePageResponse = z.object({
  data: z.array(careMessageResponse),
  pagination: z.object({
    page: z.number(),
    limit: z.number(),
    total: z.number(),
    total_pages: z.number(),
    has_more: z.boolean(),
  }),
});

export const careFoundResponse = z.object({
  data: z.array(
    careMessageResponse.extend({
      /** Matches in `message_text`, in UTF-16 code units; `end` is exclusive. */
      highlights: z.array(z.object({ start: z.number(), end: z.number() })),
    }),
  ),
  pagination: z.object({ page: z.number(), limit: z.number(), has_more: z.boolean() }),
});

export const careReadResponse = z.object({
  conversation_id: id,
  unread_count: z.number(),
  read_at: instant,
});

export const careUnreadResponse = z.object({ conversation_id: id, unread_count: z.number() });

export const careTypingResponse = z.object({
  conversation_id: id,
  user_id: id,
  is_typing: z.boolean(),
  timestamp: instant,
});
