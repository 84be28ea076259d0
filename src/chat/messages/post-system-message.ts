import type { EntityManager } from 'typeorm';
import { encryptText } from '../../content-cipher';
import { AppError } from '../../errors';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import type { SystemEvent } from '../../enums';
import { messageContext } from '../conversation-keys';
import type { ConversationKeys } from '../conversation-keys';
import { changeConversations } from '../conversation-repository';
import { incrementUnreadCounts } from '../members/member-repository';
import { insertSystemMessages } from './system-message-repository';

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
  const numbering = { id: conversationId, values: { state: null, hasMessage: true } };
  const row = (await changeConversations(tx, [numbering], at)).get(conversationId);
  if (!row?.dataKey) throw new AppError('conversation-closed');
  const key = keys.unwrap(conversationId, row.dataKey);
  const content = encryptText(key, text, messageContext(conversationId));
  const message = {
    conversationId,
    seq: row.lastSeq,
    senderId: null,
    type: 'system',
    content,
    event,
  } as const;
  const [messageId = ''] = await insertSystemMessages(tx, [message], at);
  await incrementUnreadCounts(tx, [message]);
  await appendEvents(tx, [{ kind: 'message.posted', conversationId, messageId, toFeed: true }]);
}
