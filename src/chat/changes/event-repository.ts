import type { DataSource } from 'typeorm';
import { poolOf, preparedQuery } from '../../database/prepared-query';
import type { ConversationKind, ConversationState } from '../../enums';
import { SELECT_MESSAGES } from '../messages/message-repository';
import type { MessageRow } from '../messages/message-repository';
import { receiptQuery } from './change-repository';
import type { ReceiptRow } from './change-repository';

export interface EventMessageRow extends MessageRow {
  kind: ConversationKind;
  state: ConversationState;
  dataKey: Buffer | null;
}

const MESSAGES = {
  name: 'called-messages',
  text: `SELECT message.*, c.kind, c.state, c.data_key AS "dataKey"
    FROM (${SELECT_MESSAGES} WHERE m.id = ANY($1::bigint[])) AS message
    JOIN conversations c ON c.id = message."conversationId"`,
};

/** Messages by their ids, each with what its conversation allows at present. */
export async function selectEventMessages(
  source: DataSource,
  ids: string[],
): Promise<EventMessageRow[]> {
  return preparedQuery<EventMessageRow>(poolOf(source), MESSAGES, [ids]);
}

const RECEIPTS = { name: 'called-receipts', text: receiptQuery('unnest($1::bigint[], $2::int[])') };
const MAX_RECEIPT_MESSAGE_IDS = 500;

/** Receipts by conversation and revision. */
export async function selectEventReceipts(
  source: DataSource,
  wants: { conversationId: string; revision: number }[],
): Promise<ReceiptRow[]> {
  return preparedQuery<ReceiptRow>(poolOf(source), RECEIPTS, [
    wants.map((want) => want.conversationId),
    wants.map((want) => want.revision),
    MAX_RECEIPT_MESSAGE_IDS,
  ]);
}
