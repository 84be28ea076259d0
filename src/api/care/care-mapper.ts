import { z } from 'zod';
import type { ConversationView } from '../../chat/inbox/conversation-view';
import type { MessageStatus } from '../../chat/receipts/message-status';
import type { FileView } from '../../files/file-view';
import type { MessageView, ReactionView } from '../../chat/messages/message-view';
import type { ConversationPublicId } from '../../chat/access/conversation-ref';
import type { Role } from '../../enums';

/*
 * The one table between the words of this contract and ours: ibu hamil = client, perawat =
 * psychologist, super admin = team; names_like_this on the wire; ids as numbers (C-04).
 */

const WIRE_ROLES: Record<Role | 'system', string> = {
  client: 'ibu_hamil',
  psychologist: 'perawat',
  team: 'super_admin',
  system: 'sistem',
};

/** Who may come to this door (care-29, care-32), and the kind of conversation behind it. */
export const careRoles: readonly Role[] = ['client', 'psychologist'];
export const CARE_KINDS = ['care'] as const;

export const careTarget = (conversationId: string) => ({ conversationId, kinds: CARE_KINDS });

/** The id of a message, as a number or in digits; to the core it is a text. */
export const messageId = z
  .union(
    [z.int().positive(), z.string().regex(/^[1-9]\d{0,17}$/)],
    'must be the id of a message, a whole number',
  )
  .transform(String);

export const messageIdList = z
  .array(messageId, 'must be a list of ids')
  .max(1_000, 'may hold at most 1000 ids');

export interface CareMessage {
  id: number;
  conversation_id: number;
  seq: number;
  sender_user_id: number | null;
  sender_name: string;
  sender_role: string;
  message_text: string;
  message_type: string;
  is_read: boolean;
  read_at: string | null;
  created_at: string;
  client_message_id?: string;
  /** Told of one's own messages: sent, on a device of the other one, or read there. */
  delivery_status?: MessageStatus;
  reply_to_id?: number;
  thread_root_id?: number;
  reactions?: { user_id: number; emoji: string; added_at: string }[];
  edited_at?: string;
  /** The words are gone for both; `message_text` is empty. */
  deleted_at?: string;
  file?: CareFile;
}

interface CareFile {
  id: number;
  file_name: string;
  file_size: number;
  file_type: string;
  scan_status: string;
  download_url: string;
  thumbnail_url: string | null;
}

/** A message; read means read by the one who did not write it, whoever looks (C-24). */
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
    ...careExtras(message),
  };
}

/** What most messages do not have. */
function careExtras(message: MessageView<ConversationPublicId>): Partial<CareMessage> {
  const { replyToId, threadRootId, reactions, editedAt, deletedAt, file } = message;
  return {
    ...(replyToId === undefined ? {} : { reply_to_id: Number(replyToId) }),
    ...(threadRootId === undefined ? {} : { thread_root_id: Number(threadRootId) }),
    ...(reactions === undefined ? {} : { reactions: reactions.map(careReaction) }),
    ...(editedAt === undefined ? {} : { edited_at: editedAt }),
    ...(deletedAt === undefined ? {} : { deleted_at: deletedAt }),
    ...(file === undefined ? {} : { file: careFile(file) }),
  };
}

function careFile(file: FileView): CareFile {
  return {
    id: Number(file.id),
    file_name: file.fileName,
    file_size: file.fileSize,
    file_type: file.fileType,
    scan_status: file.scanStatus,
    download_url: file.downloadUrl,
    thumbnail_url: file.thumbnailUrl ?? null,
  };
}

const careReaction = ({ userId, emoji, addedAt }: ReactionView) => ({
  user_id: Number(userId),
  emoji,
  added_at: addedAt,
});

export interface CareConversation {
  id: number;
  ibu_hamil_id: number;
  ibu_hamil_name: string;
  perawat_id: number;
  perawat_name: string;
  last_message: CareMessage | null;
  last_message_at: string | null;
  unread_count: number;
  created_at: string;
  updated_at: string;
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
