import type { ConversationView } from '../../chat/inbox/conversation-view';
import type { MessageStatus } from '../../chat/messages/message-details';
import type { MessageView } from '../../chat/messages/message-view';
import type { ConversationPublicId } from '../../chat/access/conversation-ref';
import type { Role } from '../../enums';
import type { CareConversation, CareMessage, CareSenderRole } from './care-schemas';

/* Maps views of the core to the care contract: ibu hamil = client, perawat = psychologist. */

const WIRE_ROLES: Record<Role | 'system', CareSenderRole> = {
  client: 'ibu_hamil',
  psychologist: 'perawat',
  team: 'super_admin',
  system: 'sistem',
};

/** `is_read` is true once the recipient has read the message, for every viewer (C-24). */
export function careMessage(
  message: MessageView<ConversationPublicId>,
  readAt: string | null,
  status?: MessageStatus,
): CareMessage {
  return {
    id: Number(message.id),
    conversation_id: Number(message.conversationId),
    seq: message.seq,
    sender_user_id: message.senderId === null ? null : Number(message.senderId),
    sender_name: message.senderName,
    sender_role: WIRE_ROLES[message.senderRole],
    message_text: message.content,
    message_type: message.messageType,
    is_read: readAt !== null,
    read_at: readAt,
    created_at: message.createdAt,
    ...(message.clientMessageId === undefined
      ? {}
      : { client_message_id: message.clientMessageId }),
    ...(status ? { delivery_status: status } : {}),
    ...optionalFields(message),
  };
}

/** Fields that most messages do not have. */
function optionalFields(message: MessageView<ConversationPublicId>): Partial<CareMessage> {
  const { replyToId, threadRootId, reactions, editedAt, deletedAt, file } = message;
  return {
    ...(replyToId === undefined ? {} : { reply_to_id: Number(replyToId) }),
    ...(threadRootId === undefined ? {} : { thread_root_id: Number(threadRootId) }),
    ...(reactions === undefined
      ? {}
      : {
          reactions: reactions.map(({ userId, emoji, addedAt }) => ({
            user_id: Number(userId),
            emoji,
            added_at: addedAt,
          })),
        }),
    ...(editedAt === undefined ? {} : { edited_at: editedAt }),
    ...(deletedAt === undefined ? {} : { deleted_at: deletedAt }),
    ...(file === undefined
      ? {}
      : {
          file: {
            id: Number(file.id),
            file_name: file.fileName,
            file_size: file.fileSize,
            file_type: file.fileType,
            scan_status: file.scanStatus,
            download_url: file.downloadUrl,
            thumbnail_url: file.thumbnailUrl ?? null,
          },
        }),
  };
}

export function careConversation(view: ConversationView): CareConversation {
  const { id, members, lastMessage, lastMessageAt, unreadCount, createdAt } = view;
  const client = members.find(({ role }) => role === 'client');
  const psychologist = members.find(({ role }) => role === 'psychologist');
  return {
    id: Number(id),
    ibu_hamil_id: Number(client?.id),
    ibu_hamil_name: client?.fullName ?? '',
    perawat_id: Number(psychologist?.id),
    perawat_name: psychologist?.fullName ?? '',
    last_message: lastMessage ? careMessage(lastMessage, view.lastMessageReadAt) : null,
    last_message_at: lastMessageAt,
    unread_count: unreadCount,
    created_at: createdAt,
    updated_at: lastMessageAt ?? createdAt,
  };
}
