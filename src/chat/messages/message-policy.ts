import type { MessageType } from '../../enums';

/** Whether a message has words of a person: a text, or what is said to a file. */
export function isEditable(type: MessageType): boolean {
  return type === 'text' || type === 'file' || type === 'image';
}

/** So many reactions of one person a message bears. */
export const MAX_REACTIONS_PER_USER = 20;

/** So many earlier versions a message keeps; each page shows them all. */
export const MAX_EDITS_PER_MESSAGE = 50;
