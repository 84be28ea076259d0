import type { ConversationKind } from '../../enums';

/** How a conversation is called outside: a session's goes by its session's id, any other by its own. */
export type PublicId = { sessionId: string } | { conversationId: string };

/** A conversation into which somebody was let: what the core asks to write and read there. */
export interface ConversationRef<Name extends PublicId = PublicId> {
  conversationId: string;
  kind: ConversationKind;
  publicId: Name;
}

export type ConversationPublicId = { conversationId: string };

/** A conversation that goes by its own id. */
export function conversationRef(
  conversationId: string,
  kind: ConversationKind,
): ConversationRef<ConversationPublicId> {
  return { conversationId, kind, publicId: { conversationId } };
}
