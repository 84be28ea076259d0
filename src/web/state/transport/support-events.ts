import type { SupportMessage, SupportRoom } from '../../api/api-types';
import { fieldsOf } from './fields-of';

/* Parsers of the frames of `/api/chat/sse`. They return undefined for malformed data. */

export interface SupportFrame {
  type: string;
  data: unknown;
}

export function parseFrame(text: string): SupportFrame | undefined {
  try {
    const { type, data } = fieldsOf(JSON.parse(text));
    return typeof type === 'string' ? { type, data } : undefined;
  } catch {
    return undefined;
  }
}

export function parseSupportMessage(data: unknown): SupportMessage | undefined {
  const { id, seq, message, sender } = fieldsOf(data);
  const isValid =
    typeof id === 'number' && Number.isSafeInteger(seq) && typeof message === 'string' && !!sender;
  return isValid ? (data as SupportMessage) : undefined;
}

export function parseRoomStatus(data: unknown): SupportRoom['status'] | undefined {
  const { status } = fieldsOf(data);
  return status === 'OPEN' || status === 'RESOLVED' || status === 'CLOSED' ? status : undefined;
}

export function parseRoomRead(data: unknown): { userId: number; messageIds: number[] } | undefined {
  const { userId, messageIds } = fieldsOf(data);
  const isValid = typeof userId === 'number' && Array.isArray(messageIds);
  return isValid ? (data as { userId: number; messageIds: number[] }) : undefined;
}

/** With the user id as text, as every other conversation has it. */
export function parseRoomTyping(data: unknown): { userId: string; isTyping: boolean } | undefined {
  const { userId, isTyping } = fieldsOf(data);
  const isValid = typeof userId === 'number' && typeof isTyping === 'boolean';
  return isValid ? { userId: String(userId), isTyping } : undefined;
}
