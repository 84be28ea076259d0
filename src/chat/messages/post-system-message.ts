import type { EntityManager } from 'typeorm';
import { encryptText } from '../../content-cipher';
import { AppError } from '../../errors';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import type { SystemEvent } from '../../enums';
import { messageContext } from '../conversation-keys';
import type { ConversationKeys } from '../conversation-keys';
import {
  incrementUnreadForSystemMessages,
  insertSystemMessages,
} from './system-message-repository';

interface SystemMessageInput {
  conversationId: string;
  text: string;
  event: SystemEvent;
  at: Date;
}

/** Posts a system message in a group; the caller holds the conversation's row lock. */
export async function postSystemMessage(
  tx: EntityManager,
  keys: ConversationKeys,
  { conversationId, text, event, at }: SystemMessageInput,
): Promise<void> {
  const [[row]] = await tx.query<[{ seq: number; dataKey: Buffer | null }[], number]>(
    `UPDATE conversations SET last_seq = last_seq + 1, last_message_at = $2
     WHERE id = $1 RETURNING last_seq AS seq, data_key AS "dataKey"`,
    [conversationId, at],
  );
  if (!row?.dataKey) throw new AppError('conversation-closed');
  const key = keys.unwrap(conversationId, row.dataKey);
  const content = encryptText(key, text, messageContext(conversationId));
  const message = { conversationId, seq: row.seq, senderId: null, type: 'system', content, event };
  const [messageId = ''] = await insertSystemMessages(tx, [message], at);
  await incrementUnreadForSystemMessages(tx, [message]);
  await appendEvents(tx, [{ kind: 'message.posted', conversationId, messageId, toFeed: true }]);
}
