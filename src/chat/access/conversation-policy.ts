import type { ConversationKind, ConversationState, Permission } from '../../enums';
import type { ErrorCode } from '../../errors';
import type { Principal } from '../../users/principal';

/**
 * The facts that decide access. Members of a group change; a direct conversation may become a care
 * conversation.
 */
export interface AccessFacts {
  conversationId: string;
  kind: ConversationKind;
  /** Null unless `kind` is `session`. */
  sessionId: string | null;
  memberIds: string[];
  /** By user id, for members with limited permissions only. */
  permissions: Record<string, Permission[]>;
  /** By user id, for members who joined later: the seq of the last message before that. */
  visibleAfter: Record<string, number>;
}

/** Conversations that only their members have access to. */
export const MEMBER_KINDS: readonly ConversationKind[] = ['session', 'care', 'direct', 'group'];

/** The whole team has access to support rooms. */
export function canAccess(principal: Principal, { kind, memberIds }: AccessFacts): boolean {
  if (kind === 'support' && principal.role === 'team') return true;
  return memberIds.includes(principal.id);
}

/** Members have every permission unless theirs are limited. */
export function hasPermission(
  principal: Principal,
  { permissions }: AccessFacts,
  permission: Permission,
): boolean {
  return permissions[principal.id]?.includes(permission) ?? true;
}

/** A care conversation is readable only while the assignment lasts. */
export function isReadable(kind: ConversationKind, state: ConversationState): boolean {
  return kind !== 'care' || state === 'open';
}

/** A message to a resolved support room reopens it, so typing is allowed there. */
export function isTypingAllowed(state: ConversationState): boolean {
  return state === 'open' || state === 'resolved';
}

/** The error for a message to a conversation that is not open. */
export function closedErrorCode(kind: ConversationKind, state: ConversationState): ErrorCode {
  if (kind === 'care') return 'assignment-ended';
  if (kind === 'session') return state === 'not_open' ? 'chat-not-enabled' : 'session-ended';
  return 'conversation-closed';
}
