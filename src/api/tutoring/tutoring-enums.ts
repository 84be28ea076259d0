import type { ConversationKind, MessageType, Role } from '../../enums';

/*
 * The enums of the tutoring contract: a student is a client, a tutor a psychologist or team member; a
 * consultation is the conversation of a session, addressed by its counseling; direct is any other
 * conversation of two users.
 */

export const CONVERSATION_TYPES = ['direct', 'consultation', 'group'] as const;
export type ConversationType = (typeof CONVERSATION_TYPES)[number];

/** The kinds of conversation behind each type; support rooms have an API of their own. */
export const KINDS_OF: Record<ConversationType, readonly ConversationKind[]> = {
  direct: ['care', 'direct'],
  consultation: ['session'],
  group: ['group'],
};

export const TUTORING_KINDS: readonly ConversationKind[] = Object.values(KINDS_OF).flat();

export function conversationTypeOf(kind: ConversationKind): ConversationType {
  return CONVERSATION_TYPES.find((type) => KINDS_OF[type].includes(kind)) ?? 'direct';
}

export const WIRE_ROLES: Record<Role, 'student' | 'tutor'> = {
  client: 'student',
  psychologist: 'tutor',
  team: 'tutor',
};

export const WIRE_MESSAGE_TYPES = ['text', 'file', 'image', 'system', 'sticker'] as const;
export type WireMessageType = (typeof WIRE_MESSAGE_TYPES)[number];

const WIRE_TYPE_OF: Record<MessageType, WireMessageType> = {
  text: 'text',
  file: 'file',
  image: 'image',
  system: 'system',
  sticker: 'sticker',
  automated: 'system',
  voice: 'file',
};

export function wireMessageType(type: MessageType): WireMessageType {
  return WIRE_TYPE_OF[type];
}

export function wireUser(name: string): { name: string; avatar: null } {
  return { name, avatar: null };
}
