import type { ConversationKind } from '../../enums';

export interface SessionPublicId {
  sessionId: string;
}
export interface ConversationPublicId {
  conversationId: string;
}
/** The id clients use: a session's conversation has the session's id, any other its own. */
export type PublicId = SessionPublicId | ConversationPublicId;

/** A conversation the caller has access to; the result of `requireAccess`. */
export interface ConversationRef<Id extends PublicId = PublicId> {
  conversationId: string;
  kind: ConversationKind;
  publicId: Id;
  /** The caller sees messages with a greater seq only: they joined the group later. */
  visibleAfter: number;
}

/** Of a conversation whose members never change. */
export function conversationRef(
  conversationId: string,
  kind: ConversationKind,
): ConversationRef<ConversationPublicId> {
  return { conversationId, kind, publicId: { conversationId }, visibleAfter: 0 };
}
