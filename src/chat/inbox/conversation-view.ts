import type { ConversationPublicId } from '../access/conversation-ref';
import type { ConversationKind, ConversationState, Permission, Role } from '../../enums';
import type { MessageView } from '../messages/message-view';

export interface MemberView {
  id: string;
  fullName: string;
  role: Role;
}

/** A present or former member. Times are ISO 8601. */
export interface ParticipantView extends MemberView {
  joinedAt: string;
  /** Null: still a member. */
  leftAt: string | null;
  permissions: Permission[];
}

export interface ConversationSettings {
  allowFileUpload: boolean;
  /** Bytes. */
  maxFileSize: number;
  /** Null: every type the product accepts. */
  allowedFileTypes: string[] | null;
  /** Whether closing the conversation archives it for its members. */
  autoArchive: boolean;
  /** Null: the retention period of its kind. */
  retentionDays: number | null;
}

/** A conversation as one of its members sees it. Times are ISO 8601. */
export interface ConversationView {
  id: string;
  kind: ConversationKind;
  state: ConversationState;
  title: string | null;
  /** Only of a session's conversation. */
  counseling: { id: string; startsAt: string; timezone: string } | null;
  /** Present members. */
  members: MemberView[];
  participants: ParticipantView[];
  /** Null as well for a member without the permission to read. */
  lastMessage: MessageView<ConversationPublicId> | null;
  /** When a member other than its sender first read it. */
  lastMessageReadAt: string | null;
  lastMessageAt: string | null;
  lastSeq: number;
  unreadCount: number;
  lastReadSeq: number;
  settings: ConversationSettings;
  /** When this member archived it. */
  archivedAt: string | null;
  createdBy: string | null;
  createdAt: string;
  updatedAt: string;
}

/** Additional authenticated data of an encrypted title. */
export function titleContext(conversationId: string): string {
  return `conversation-title:${conversationId}`;
}
