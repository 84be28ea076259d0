import type { Principal } from '../../users/principal';
import type { ErrorCode } from '../../errors';
import type { ConversationKind, ConversationState, Permission } from '../../enums';

/** What decides who may come in; the people of a group change, and the kind of a pair may. */
export interface AccessFacts {
  conversationId: string;
  kind: ConversationKind;
  /** Of a session's conversation. */
  sessionId: string | null;
  memberIds: string[];
  /** Where a member may not do everything. */
  permissions: Record<string, Permission[]>;
}

/** The kinds of conversation that are for their members alone. */
export const MEMBER_KINDS: readonly ConversationKind[] = ['session', 'care', 'direct', 'group'];

/** Members come in, into a support room the whole team as well. */
export function canAccess(principal: Principal, { kind, memberIds }: AccessFacts): boolean {
  if (kind === 'support' && principal.role === 'team') return true;
  return memberIds.includes(principal.id);
}

/** Everything is permitted to a member unless it was narrowed for them. */
export function hasPermission(
  principal: Principal,
  { permissions }: AccessFacts,
  wanted: Permission,
): boolean {
  return permissions[principal.id]?.includes(wanted) ?? true;
}

/** What was said in care is for the two only as long as the one is assigned to the other. */
export function canRead(kind: ConversationKind, state: ConversationState): boolean {
  return kind !== 'care' || state === 'open';
}

/** Whether somebody may be told to be typing: in a room that rests, they are about to open it. */
export function canType(state: ConversationState): boolean {
  return state === 'open' || state === 'resolved';
}

/** Why nobody can write in a conversation that is not open. */
export function closedErrorCode(kind: ConversationKind, state: ConversationState): ErrorCode {
  if (kind === 'care') return 'assignment-ended';
  if (kind === 'session') return state === 'not_open' ? 'chat-not-enabled' : 'session-ended';
  return 'conversation-closed';
}
