import { z } from 'zod';
import { instant } from '../shared/instant';

/*
 * Response and event schemas of the direct contract: snake_case on the wire, ids as numbers (C-04). A
 * chat is the conversation of two users, addressed by the other user's id.
 */

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
  /** Deleted for both members; `content` is empty. */
  deleted_at: instant.optional(),
});

export const historyMessageResponse = unreadMessageResponse.extend({ is_read: z.boolean() });

export type RecentChat = z.infer<typeof recentChatResponse>;
/** A message as its recipient sees it (direct-05); `sender_id` is null after the sender was removed. */
export type ReceivedMessage = z.infer<typeof unreadMessageResponse>;
/** A message as its sender sees it (direct-06): the sender is implied. */
export type SentMessage = Pick<
  z.infer<typeof historyMessageResponse>,
  'id' | 'receiver_id' | 'content' | 'created_at'
> & { client_message_id?: string };
