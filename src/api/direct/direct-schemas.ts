import { z } from 'zod';
import { instant } from '../shared/session-schema';

/* What the direct door answers over REST: the shapes that make the OpenAPI document. */

const id = z.number();

export const recentChatResponse = z.object({
  user_id: id,
  username: z.string(),
  avatar: z.null(),
  last_message: z.string(),
  last_message_time: instant,
  unread_count: z.number(),
});

export const unreadMessageResponse = z.object({
  id,
  sender_id: id.nullable(),
  receiver_id: id,
  content: z.string(),
  created_at: instant,
  edited_at: instant.optional(),
  deleted_at: instant.optional(),
});

export const historyMessageResponse = unreadMessageResponse.extend({ is_read: z.boolean() });
