import type { KindTarget } from '../access/require-access';
import type { ConversationState, SupportPriority } from '../../enums';
import type { MessageView } from '../messages/message-view';
import type { ConversationPublicId } from '../access/conversation-ref';

/** The conversation kind of support rooms. */
const SUPPORT_KINDS = ['support'] as const;

export function supportRoomTarget(conversationId: string): KindTarget {
  return { conversationId, kinds: SUPPORT_KINDS };
}

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
  /** For a client, messages they have not read; for the team, messages no team member has read. */
  unreadCount: number;
  messageCount: number;
  /** First answer by the team. */
  firstAnsweredAt: string | null;
  createdAt: string;
  updatedAt: string;
}

/** Additional authenticated data of an encrypted subject. */
export function subjectContext(conversationId: string): string {
  return `support-subject:${conversationId}`;
}
