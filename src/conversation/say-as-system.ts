import type { EntityManager } from 'typeorm';
import { sealText } from '../content-cipher';
import { AppError } from '../errors';
import { appendEvents } from '../outbox/outbox-store';
import type { SystemEvent } from '../words';
import { messageContext } from './conversation-keys';
import type { ConversationKeys } from './conversation-keys';
import { countUnread, insertLines } from './line-store';

interface SystemWords {
  conversationId: string;
  text: string;
  event: SystemEvent;
  at: Date;
}

/** Says in a group, in nobody's name, what happened there; the caller holds its row. */
export async function sayAsSystem(
  tx: EntityManager,
  keys: ConversationKeys,
  { conversationId, text, event, at }: SystemWords,
): Promise<void> {
  const [[row]] = await tx.query<[{ seq: number; dataKey: Buffer | null }[], number]>(
    `UPDATE conversations SET last_seq = last_seq + 1, last_message_at = $2
     WHERE id = $1 RETURNING last_seq AS seq, data_key AS "dataKey"`,
    [conversationId, at],
  );
  if (!row?.dataKey) throw new AppError('conversation-closed');
  const key = keys.open(conversationId, row.dataKey);
  const content = sealText(key, text, messageContext(conversationId));
  const line = { conversationId, seq: row.seq, senderId: null, type: 'system', content, event };
  const [messageId = ''] = await insertLines(tx, [line], at);
  await countUnread(tx, [line]);
  await appendEvents(tx, [{ kind: 'message.posted', conversationId, messageId, toFeed: true }]);
}
