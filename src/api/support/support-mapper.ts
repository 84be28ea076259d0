import { z } from 'zod';
import type { MessageView } from '../../chat/messages/message-view';
import type { ConversationPublicId } from '../../chat/access/conversation-ref';
import type { SupportRoomView } from '../../chat/support/support-room-view';
import type { FileView } from '../../files/file-view';
import { MESSAGE_TYPES, SUPPORT_PRIORITIES } from '../../enums';
import type { ConversationState, MessageType, Role, SupportPriority } from '../../enums';

/*
 * The one table between the words of this contract and ours: customer or USER = client, admin =
 * team; namesLikeThis and WORDS LIKE THIS on the wire; ids as numbers (C-04).
 */

/** Who comes to this door: customers and admins. */
export const supportRoles: readonly Role[] = ['client', 'team'];
export const customerRoles: readonly Role[] = ['client'];
export const adminRoles: readonly Role[] = ['team'];

const STATE_OF_STATUS = { OPEN: 'open', CLOSED: 'closed', RESOLVED: 'resolved' } as const;
const STATUS_OF_STATE: Record<ConversationState, keyof typeof STATE_OF_STATUS> = {
  not_open: 'CLOSED',
  open: 'OPEN',
  resolved: 'RESOLVED',
  closed: 'CLOSED',
};
const WIRE_ROLES: Record<Role | 'system', string> = {
  client: 'USER',
  psychologist: 'USER',
  team: 'ADMIN',
  system: 'SYSTEM',
};

const upperCased = <Word extends string>(words: readonly Word[]) =>
  words.map((word) => word.toUpperCase() as Uppercase<Word>);

/** The words as they are sent, and their schemas, which give ours. */
export const supportStatuses = Object.keys(STATE_OF_STATUS) as (keyof typeof STATE_OF_STATUS)[];
export const supportPriorities = upperCased(SUPPORT_PRIORITIES);
export const supportMessageTypes = upperCased(MESSAGE_TYPES);

export const statusSchema = z
  .enum(supportStatuses, 'must be OPEN, CLOSED or RESOLVED')
  .transform((word) => STATE_OF_STATUS[word]);
export const prioritySchema = z
  .enum(supportPriorities, 'must be LOW, NORMAL, HIGH or URGENT')
  .transform((word) => word.toLowerCase() as SupportPriority);
/** Pictures and files are still to come (support-35). */
export const messageTypeSchema = z
  .literal('TEXT', 'must be TEXT; IMAGE and FILE cannot be sent yet')
  .transform((): MessageType => 'text');

export interface SupportMessage {
  id: number;
  chatRoomId: number;
  seq: number;
  senderId: number | null;
  sender: { id: number | null; name: string; role: string };
  message: string;
  messageType: Uppercase<MessageType>;
  isRead: boolean;
  readAt: string | null;
  createdAt: string;
  clientMessageId?: string;
  editedAt?: string;
  /** The words are gone for everybody; `message` is empty. */
  deletedAt?: string;
  file?: FileView;
}

/** A message; read means read by the other side, whoever looks (C-24). */
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

export interface SupportRoom {
  id: number;
  userId: number;
  user: { id: number; name: string; email: string };
  adminId: number | null;
  admin: { id: number; name: string } | null;
  status: keyof typeof STATE_OF_STATUS;
  subject: string | null;
  priority: Uppercase<SupportPriority>;
  lastMessage: string | null;
  lastActivity: string;
  isRead: boolean;
  unreadCount: number;
  messageCount: number;
  firstAnsweredAt: string | null;
  createdAt: string;
  updatedAt: string;
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

export function statusOf(state: ConversationState): keyof typeof STATE_OF_STATUS {
  return STATUS_OF_STATE[state];
}
