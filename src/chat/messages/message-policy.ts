import type { MessageType } from '../../enums';

/** Whether a message has text by a user: a text message, or the caption of a file. */
export function isEditable(type: MessageType): boolean {
  return type === 'text' || type === 'file' || type === 'image';
}

export const MAX_REACTIONS_PER_USER = 20;

/** Bounded because every page includes the full history of its messages. */
export const MAX_EDITS_PER_MESSAGE = 50;
