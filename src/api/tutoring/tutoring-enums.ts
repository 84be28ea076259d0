import type { ConversationKind, MessageType, Role } from '../../enums';

/*
 * The one table between the words of this contract and ours: student = client, tutor = psychologist
 * or team; a consultation is a session's conversation and is named by its counseling; direct is any
 * conversation of two people, group one of more. Ids are texts (C-04).
 */

export const CONVERSATION_TYPES = ['direct', 'consultation', 'group'] as const;
export type ConversationType = (typeof CONVERSATION_TYPES)[number];

/** Our kinds of conversation behind each type. Support rooms have doors of their own. */
export const KINDS_OF: Record<ConversationType, readonly ConversationKind[]> = {
  direct: ['care', 'direct'],
  consultation: ['session'],
  group: ['group'],
};

/** All the kinds behind this door. */
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

/** There are no pictures of people here. */
export interface WireUser {
  name: string;
  avatar: null;
}

export function wireUser(name: string): WireUser {
  return { name, avatar: null };
}
