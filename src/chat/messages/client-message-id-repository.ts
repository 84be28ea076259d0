import type { EntityManager } from 'typeorm';
import { Message } from '../../database/entities/chat/message';
import { violatedConstraint } from '../../database/in-transaction';
import { selectRows } from '../../database/select-rows';

/** The condition of the index `messages_readable_client_id`. */
const IS_LEGACY = `message.clientMessageId !~ '^(~[A-Za-z0-9_-]{39,}|[A-Za-z0-9_-]{1,64})$'`;

export interface LegacyClientMessageId {
  id: string;
  conversationId: string;
  clientMessageId: string;
  /** Of the conversation; null: erased. */
  dataKey: Buffer | null;
}

/** Client message ids that may be texts, stored before those were encrypted. */
export function selectLegacyClientMessageIds(
  manager: EntityManager,
  { after, limit }: { after: string; limit: number },
): Promise<LegacyClientMessageId[]> {
  const query = manager
    .createQueryBuilder(Message, 'message')
    .innerJoin('message.conversation', 'conversation')
    .where(IS_LEGACY)
    .andWhere('message.id > :after', { after })
    .orderBy('message.id')
    .limit(limit);
  return selectRows<LegacyClientMessageId>(query, {
    id: 'message.id',
    conversationId: 'message.conversationId',
    clientMessageId: 'message.clientMessageId',
    dataKey: 'conversation.dataKey',
  });
}

/** Null where a repeat of the message was stored under the same id meanwhile. */
export async function replaceClientMessageId(
  manager: EntityManager,
  id: string,
  clientMessageId: string | null,
): Promise<void> {
  try {
    await manager.update(Message, { id }, { clientMessageId });
  } catch (error) {
    if (violatedConstraint(error) !== 'messages_client_message_id') throw error;
    await manager.update(Message, { id }, { clientMessageId: null });
  }
}
