import type { ConversationState, SupportPriority } from '../../enums';
import type { MessageView } from '../messages/message-view';
import type { ConversationPublicId } from '../access/conversation-ref';

/** The kind of conversation behind a support room. */
export const SUPPORT_KINDS = ['support'] as const;

/** A support room as a client or the team sees it. Times are ISO 8601. */
export interface SupportRoomView {
  id: string;
  state: ConversationState;
  client: { id: string; fullName: string; email: string };
  assignedTo: { id: string; fullName: string } | null;
  subject: string | null;
  priority: SupportPriority;
  lastMessage: MessageView<ConversationPublicId> | null;
  lastActivityAt: string;
  /** For a client what they have not read, for the team what nobody of the team has read. */
  unreadCount: number;
  messageCount: number;
  /** When the team first answered. */
  firstAnsweredAt: string | null;
  createdAt: string;
  updatedAt: string;
}

/** Binds a sealed subject to its room. */
export function subjectContext(conversationId: string): string {
  return `support-subject:${conversationId}`;
}
