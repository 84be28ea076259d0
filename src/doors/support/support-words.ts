import { z } from 'zod';
import type { MessageView } from '../../conversation/message-view';
import type { OwnName } from '../../conversation/place';
import type { SupportRoomView } from '../../conversation/support-room-view';
import type { FileView } from '../../files/file-view';
import { MESSAGE_TYPES, SUPPORT_PRIORITIES } from '../../words';
import type { ConversationState, MessageType, Role, SupportPriority } from '../../words';

/*
 * The one table between the words of this contract and ours: customer or USER = client, admin =
 * team; namesLikeThis and WORDS LIKE THIS on the wire; ids as numbers (C-04).
 */

/** Who comes to this door: customers and admins. */
export const supportRoles: readonly Role[] = ['client', 'team'];
export const customers: readonly Role[] = ['client'];
export const admins: readonly Role[] = ['team'];

const STATUS_WORDS = { OPEN: 'open', CLOSED: 'closed', RESOLVED: 'resolved' } as const;
const STATUS_OF: Record<ConversationState, keyof typeof STATUS_WORDS> = {
  not_open: 'CLOSED',
  open: 'OPEN',
  resolved: 'RESOLVED',
  closed: 'CLOSED',
};
const SIDES: Record<Role | 'system', string> = {
  client: 'USER',
  psychologist: 'USER',
  team: 'ADMIN',
  system: 'SYSTEM',
};

const upper = <Word extends string>(words: readonly Word[]) =>
  words.map((word) => word.toUpperCase() as Uppercase<Word>);

/** The words as they are sent, and their schemas, which give ours. */
export const statusWords = Object.keys(STATUS_WORDS) as (keyof typeof STATUS_WORDS)[];
export const priorityWords = upper(SUPPORT_PRIORITIES);
export const typeWords = upper(MESSAGE_TYPES);

export const status = z
  .enum(statusWords, 'must be OPEN, CLOSED or RESOLVED')
  .transform((word) => STATUS_WORDS[word]);
export const priority = z
  .enum(priorityWords, 'must be LOW, NORMAL, HIGH or URGENT')
  .transform((word) => word.toLowerCase() as SupportPriority);
/** Pictures and files are still to come (support-35). */
export const messageType = z
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
  view: MessageView<OwnName>,
  readAt: string | null = null,
): SupportMessage {
  const senderId = view.senderId === null ? null : Number(view.senderId);
  return {
    id: Number(view.id),
    chatRoomId: Number(view.conversationId),
    seq: view.seq,
    senderId,
    sender: { id: senderId, name: view.senderName, role: SIDES[view.senderRole] },
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
  status: keyof typeof STATUS_WORDS;
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

const PREVIEW = 120;

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
    lastMessage: lastMessage && [...lastMessage.content].slice(0, PREVIEW).join(''),
    lastActivity: view.lastActivityAt,
    isRead: unreadCount === 0,
    unreadCount,
    messageCount: view.messageCount,
    firstAnsweredAt: view.firstAnsweredAt,
    createdAt: view.createdAt,
    updatedAt: view.updatedAt,
  };
}

export function statusOf(state: ConversationState): keyof typeof STATUS_WORDS {
  return STATUS_OF[state];
}
