import type { SupportMessage, SupportRoom } from '../../api/api-types';

/* The frames of `/api/chat/sse`, as far as they are what they should be. */

export interface SupportFrame {
  type: string;
  data: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

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
  const isOne =
    typeof id === 'number' && Number.isSafeInteger(seq) && typeof message === 'string' && !!sender;
  return isOne ? (data as SupportMessage) : undefined;
}

export function parseRoomStatus(data: unknown): SupportRoom['status'] | undefined {
  const { status } = fieldsOf(data);
  return status === 'OPEN' || status === 'RESOLVED' || status === 'CLOSED' ? status : undefined;
}

export function parseRoomRead(data: unknown): { userId: number; messageIds: number[] } | undefined {
  const { userId, messageIds } = fieldsOf(data);
  const isOne = typeof userId === 'number' && Array.isArray(messageIds);
  return isOne ? (data as { userId: number; messageIds: number[] }) : undefined;
}

/** Who types, with the id in the form that rooms know people by. */
export function parseRoomTyping(data: unknown): { userId: string; isTyping: boolean } | undefined {
  const { userId, isTyping } = fieldsOf(data);
  const isOne = typeof userId === 'number' && typeof isTyping === 'boolean';
  return isOne ? { userId: String(userId), isTyping } : undefined;
}

function fieldsOf(data: unknown): Fields {
  return typeof data === 'object' && data !== null ? (data as Fields) : {};
}
