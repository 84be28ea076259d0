import type { DataSource } from 'typeorm';
import { poolOf, preparedQuery } from '../db/prepared-query';
import type { ConversationKind, ConversationState } from '../words';
import { MESSAGE_ROWS } from './message-store';
import type { MessageRow } from './message-store';
import { receiptRows } from './news-store';
import type { ReceiptRow } from './news-store';

export interface CalledMessageRow extends MessageRow {
  kind: ConversationKind;
  state: ConversationState;
  dataKey: Buffer | null;
}

const MESSAGES = {
  name: 'called-messages',
  text: `SELECT message.*, c.kind, c.state, c.data_key AS "dataKey"
    FROM (${MESSAGE_ROWS} WHERE m.id = ANY($1::bigint[])) AS message
    JOIN conversations c ON c.id = message."conversationId"`,
};

/** Messages by their ids, each with what its conversation allows at present. */
export async function selectCalledMessages(
  source: DataSource,
  ids: string[],
): Promise<CalledMessageRow[]> {
  return preparedQuery<CalledMessageRow>(poolOf(source), MESSAGES, [ids]);
}

const RECEIPTS = { name: 'called-receipts', text: receiptRows('unnest($1::bigint[], $2::int[])') };
const RECEIPT_IDS = 500;

/** Receipts by conversation and revision. */
export async function selectCalledReceipts(
  source: DataSource,
  wants: { conversationId: string; revision: number }[],
): Promise<ReceiptRow[]> {
  return preparedQuery<ReceiptRow>(poolOf(source), RECEIPTS, [
    wants.map((want) => want.conversationId),
    wants.map((want) => want.revision),
    RECEIPT_IDS,
  ]);
}
