import type { ConversationKind, ConversationState, Role } from '../../enums';
import type { MessageView } from '../messages/message-view';
import type { ConversationPublicId } from '../access/conversation-ref';

export interface MemberView {
  id: string;
  fullName: string;
  role: Role;
}

/** A conversation as one of its members sees it in a list. */
export interface ConversationView {
  id: string;
  kind: ConversationKind;
  state: ConversationState;
  members: MemberView[];
  lastMessage: MessageView<ConversationPublicId> | null;
  /** When somebody other than its sender first read it. */
  lastMessageReadAt: string | null;
  lastMessageAt: string | null;
  lastSeq: number;
  unreadCount: number;
  lastReadSeq: number;
  /** When this member put it into their archive. */
  archivedAt: string | null;
  createdAt: string;
}
