import { z } from 'zod';
import type { ConversationView } from '../../chat/inbox/conversation-view';
import type { MessageView } from '../../chat/messages/message-view';
import type { ConversationPublicId } from '../../chat/access/conversation-ref';

/*
 * The one table between the words of this contract and ours: a chat is the conversation of two
 * people, named by the other one; names_like_this on the wire; ids as numbers (C-04).
 */

/** The id of a person or message, as a number or in digits; to the core it is a text. */
export const idSchema = (what: string): z.ZodType<string> =>
  z
    .union(
      [z.int().positive(), z.string().regex(/^[1-9]\d{0,17}$/)],
      `must be the id of a ${what}, a whole number`,
    )
    .transform(String);

type Message = MessageView<ConversationPublicId>;

/** A message as its sender is told of it (direct-06): whose it is goes without saying. */
export interface SentMessage {
  id: number;
  receiver_id: number;
  content: string;
  created_at: string;
  client_message_id?: string;
}

export function sentMessage(message: Message, receiverId: string): SentMessage {
  const { id, content, createdAt, clientMessageId } = message;
  return {
    id: Number(id),
    receiver_id: Number(receiverId),
    content,
    created_at: createdAt,
    ...(clientMessageId === undefined ? {} : { client_message_id: clientMessageId }),
  };
}

/** A message as its receiver is told of it (direct-05); a removed person has no id any more. */
export interface ReceivedMessage {
  id: number;
  sender_id: number | null;
  receiver_id: number;
  content: string;
  created_at: string;
  edited_at?: string;
  /** The words are gone for both; `content` is empty. */
  deleted_at?: string;
}

export function receivedMessage(message: Message, receiverId: string): ReceivedMessage {
  const { id, senderId, content, createdAt, editedAt, deletedAt } = message;
  return {
    id: Number(id),
    sender_id: senderId === null ? null : Number(senderId),
    receiver_id: Number(receiverId),
    content,
    created_at: createdAt,
    ...(editedAt === undefined ? {} : { edited_at: editedAt }),
    ...(deletedAt === undefined ? {} : { deleted_at: deletedAt }),
  };
}

/** A chat of the sidebar (direct-14). */
export interface RecentChat {
  user_id: number;
  username: string;
  /** There are no pictures of people here. */
  avatar: null;
  last_message: string;
  last_message_time: string;
  unread_count: number;
}

/** Undefined: nothing was said there yet. */
export function recentChat(view: ConversationView, selfId: string): RecentChat | undefined {
  const { lastMessage, unreadCount, members } = view;
  const other = members.find(({ id }) => id !== selfId);
  if (!lastMessage || !other) return undefined;
  return {
    user_id: Number(other.id),
    username: other.fullName,
    avatar: null,
    last_message: lastMessage.content,
    last_message_time: lastMessage.createdAt,
    unread_count: unreadCount,
  };
}
