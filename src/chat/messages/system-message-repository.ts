import type { EntityManager } from 'typeorm';
import { Message } from '../../database/entities/chat/message';
import { insertRows } from '../../database/insert-rows';
import type { MessageType, SystemEvent } from '../../enums';

/** A system or automated message with its seq. */
export interface NumberedSystemMessage {
  conversationId: string;
  seq: number;
  senderId: string | null;
  type: MessageType;
  content: Buffer;
  event: SystemEvent | null;
}

const COLUMNS = [
  'conversationId',
  'seq',
  'senderId',
  'type',
  'isAutomated',
  'content',
  'systemEvent',
  'createdAt',
] as const;

/** At most one message per conversation. Returns the ids in the order of `messages`. */
export async function insertSystemMessages(
  tx: EntityManager,
  messages: NumberedSystemMessage[],
  at: Date,
): Promise<string[]> {
  const rows = messages.map(({ event, ...message }) => ({
    ...message,
    isAutomated: message.type === 'automated',
    systemEvent: event,
    createdAt: at,
  }));
  const result = await insertRows(tx, Message, { columns: COLUMNS, rows })
    .returning(['id', 'conversationId'])
    .execute();
  const inserted = result.raw as { id: string; conversation_id: string }[];
  const ids = new Map(inserted.map((row) => [row.conversation_id, row.id]));
  return messages.map(({ conversationId }) => ids.get(conversationId) ?? '');
}
