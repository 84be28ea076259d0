import type { Permission } from '../../enums';
import type { ConversationView, MemberView } from './conversation-view';

/** A person's part in a conversation. Times are ISO 8601. */
export interface ParticipantView extends MemberView {
  joinedAt: string;
  /** Null: still there. */
  leftAt: string | null;
  permissions: Permission[];
}

/** What may be sent in a conversation and how it is kept. */
export interface ConversationSettings {
  allowFileUpload: boolean;
  /** Bytes. */
  maxFileSize: number;
  /** Null: all that the product takes. */
  allowedFileTypes: string[] | null;
  /** Whether it goes to the archive of its members when it closes. */
  autoArchive: boolean;
  /** Null: what is set for conversations of its kind. */
  retentionDays: number | null;
}

/** A conversation with all that one of its members may know of it. */
export interface MemberConversationView extends ConversationView {
  title: string | null;
  /** Of a session's conversation. */
  counseling: { id: string; startsAt: string; timezone: string } | null;
  participants: ParticipantView[];
  settings: ConversationSettings;
  archivedAt: string | null;
  createdBy: string | null;
  updatedAt: string;
}

/** Binds a sealed title to its conversation. */
export function titleContext(conversationId: string): string {
  return `conversation-title:${conversationId}`;
}
