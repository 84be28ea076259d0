import type { ConversationPublicId } from '../../chat/access/conversation-ref';
import type { MessageView } from '../../chat/messages/message-view';
import type { SupportRoomView } from '../../chat/support/support-room-view';
import type { ConversationState, MessageType, Role, SupportPriority } from '../../enums';
import type {
  SupportMessage,
  SupportRoom,
  SupportSenderRole,
  SupportStatus,
} from './support-schemas';

/* Maps views of the core to the support contract. */

const STATUS_OF_STATE: Record<ConversationState, SupportStatus> = {
  not_open: 'CLOSED',
  open: 'OPEN',
  resolved: 'RESOLVED',
  closed: 'CLOSED',
};
const WIRE_ROLES: Record<Role | 'system', SupportSenderRole> = {
  client: 'USER',
  psychologist: 'USER',
  team: 'ADMIN',
  system: 'SYSTEM',
};

/** `isRead` is true once the other side has read the message, for every viewer (C-24). */
export function supportMessage(
  view: MessageView<ConversationPublicId>,
  readAt: string | null = null,
): SupportMessage {
  const senderId = view.senderId === null ? null : Number(view.senderId);
  return {
    id: Number(view.id),
    chatRoomId: Number(view.conversationId),
    seq: view.seq,
    senderId,
    sender: { id: senderId, name: view.senderName, role: WIRE_ROLES[view.senderRole] },
    message: view.content,
    messageType: view.messageType.toUpperCase() as Uppercase<MessageType>,
    isRead: readAt !== null,
    readAt,
    createdAt: view.createdAt,
    ...(view.clientMessageId === undefined ? {} : { clientMessageId: view.clientMessageId }),
    ...(view.editedAt === undefined ? {} : { editedAt: view.editedAt }),
    ...(view.file === undefined ? {} : { file: view.file }),
    ...(view.deletedAt === undefined ? {} : { deletedAt: view.deletedAt }),
  };
}

const PREVIEW_LENGTH = 120;

export function supportRoom(view: SupportRoomView): SupportRoom {
  const { client, assignedTo, unreadCount, lastMessage } = view;
  return {
    id: Number(view.id),
    userId: Number(client.id),
    user: { id: Number(client.id), name: client.fullName, email: client.email },
    adminId: assignedTo && Number(assignedTo.id),
    admin: assignedTo && { id: Number(assignedTo.id), name: assignedTo.fullName },
    status: statusOf(view.state),
    subject: view.subject,
    priority: view.priority.toUpperCase() as Uppercase<SupportPriority>,
    lastMessage: lastMessage && [...lastMessage.content].slice(0, PREVIEW_LENGTH).join(''),
    lastActivity: view.lastActivityAt,
    isRead: unreadCount === 0,
    unreadCount,
    messageCount: view.messageCount,
    firstAnsweredAt: view.firstAnsweredAt,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
  };
}

export function statusOf(state: ConversationState): SupportStatus {
  return STATUS_OF_STATE[state];
}
