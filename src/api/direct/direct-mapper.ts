import type { ConversationPublicId } from '../../chat/access/conversation-ref';
import type { ConversationView } from '../../chat/inbox/conversation-view';
import type { MessageView } from '../../chat/messages/message-view';
import type { ReceivedMessage, RecentChat, SentMessage } from './direct-schemas';

/* Maps views of the core to the direct contract. */

type Message = MessageView<ConversationPublicId>;

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

/** A chat of the sidebar (direct-14); undefined while it has no message. */
export function recentChat(view: ConversationView, userId: string): RecentChat | undefined {
  const { lastMessage, unreadCount, members } = view;
  const other = members.find(({ id }) => id !== userId);
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
