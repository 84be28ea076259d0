import type { Principal } from '../accounts/principal';
import type { ErrorCode } from '../errors';
import type { ConversationKind, ConversationState } from '../words';

/** What decides who may come in; the people never change, the kind of a pair may. */
export interface ConversationFacts {
  conversationId: string;
  kind: ConversationKind;
  memberIds: string[];
}

/** Members come in; into a support room the whole team as well; into a session by its own door alone. */
export function mayEnter(principal: Principal, { kind, memberIds }: ConversationFacts): boolean {
  if (kind === 'session') return false;
  if (kind === 'support' && principal.role === 'team') return true;
  return memberIds.includes(principal.id);
}

/** What was said in care is for the two only as long as the one is assigned to the other. */
export function mayReadIn(kind: ConversationKind, state: ConversationState): boolean {
  return kind !== 'care' || state === 'open';
}

/** Whether somebody may be told to be typing: in a room that rests, they are about to open it. */
export function mayTypeIn(state: ConversationState): boolean {
  return state === 'open' || state === 'resolved';
}

/** Why nobody can write in a conversation that is not open. */
export function closedRefusal(kind: ConversationKind, state: ConversationState): ErrorCode {
  if (kind === 'care') return 'assignment-ended';
  if (kind === 'session') return state === 'not_open' ? 'chat-not-enabled' : 'session-ended';
  return 'conversation-closed';
}
