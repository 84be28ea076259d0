import type { ConversationKind } from '../words';

/** How a conversation is called outside: a session's goes by its session's id, any other by its own. */
export type PlaceName = { sessionId: string } | { conversationId: string };

/** A conversation into which somebody was let: what the core asks to write and read there. */
export interface Place<Name extends PlaceName = PlaceName> {
  conversationId: string;
  kind: ConversationKind;
  name: Name;
}

export type OwnName = { conversationId: string };

/** A conversation that goes by its own id. */
export function placeOf(conversationId: string, kind: ConversationKind): Place<OwnName> {
  return { conversationId, kind, name: { conversationId } };
}
