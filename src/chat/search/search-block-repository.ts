import type { EntityManager } from 'typeorm';
import { SearchBlock as SearchBlockEntity } from '../../database/entities/chat/search-block';
import { SELECT_MESSAGES } from '../messages/message-repository';
import type { MessageRow } from '../messages/message-repository';
import { MESSAGES_PER_BLOCK } from './search-block';

export interface BlockRow {
  number: number;
  revision: number;
  codes: Buffer;
}

/** A block, and the seqs of its messages that were edited since. */
export type SearchBlock = Pick<BlockRow, 'number' | 'codes'> & { edited: number[] | null };

/** The existing blocks of the range. */
export async function selectBlocks(
  manager: EntityManager,
  conversationId: string,
  { from, to }: { from: number; to: number },
): Promise<SearchBlock[]> {
  return manager.query<SearchBlock[]>(
    `SELECT number, codes, (
       SELECT array_agg(m.seq) FROM messages m
       WHERE m.conversation_id = b.conversation_id AND m.changed_revision > b.revision
         AND m.edited_at IS NOT NULL AND m.seq BETWEEN (b.number - 1) * ${MESSAGES_PER_BLOCK} + 1 AND b.number * ${MESSAGES_PER_BLOCK}) AS edited
     FROM search_blocks b WHERE conversation_id = $1 AND number BETWEEN $2 AND $3`,
    [conversationId, from, to],
  );
}

/** Newest first. */
export async function selectMessagesBySeq(
  manager: EntityManager,
  conversationId: string,
  seqs: number[],
): Promise<MessageRow[]> {
  return manager.query<MessageRow[]>(
    `${SELECT_MESSAGES} WHERE m.conversation_id = $1 AND m.seq = ANY($2::int[]) ORDER BY m.seq DESC`,
    [conversationId, seqs],
  );
}

export type BlockKey = Pick<DueBlock, 'conversationId' | 'number'>;

/** A full block that is not indexed yet. */
export interface DueBlock {
  conversationId: string;
  number: number;
  dataKey: Buffer;
  revision: number;
}

export async function selectDueBlocks(
  manager: EntityManager,
  { limit, except }: { limit: number; except: BlockKey[] },
): Promise<DueBlock[]> {
  return manager.query<DueBlock[]>(
    `SELECT c.id::text AS "conversationId", m.seq / ${MESSAGES_PER_BLOCK} AS number, c.data_key AS "dataKey",
       c.revision
     FROM messages m JOIN conversations c ON c.id = m.conversation_id
     WHERE m.seq % ${MESSAGES_PER_BLOCK} = 0 AND c.data_key IS NOT NULL AND NOT EXISTS (
       SELECT FROM search_blocks b
       WHERE b.conversation_id = m.conversation_id AND b.number = m.seq / ${MESSAGES_PER_BLOCK})
       AND NOT EXISTS (SELECT FROM unnest($2::bigint[], $3::int[]) AS other (id, number)
         WHERE other.id = m.conversation_id AND other.number = m.seq / ${MESSAGES_PER_BLOCK})
     ORDER BY m.conversation_id, m.seq LIMIT $1`,
    [limit, except.map((one) => one.conversationId), except.map((one) => one.number)],
  );
}

/** Encrypted contents. */
export async function selectBlockContents(
  manager: EntityManager,
  { conversationId, number }: BlockKey,
): Promise<{ seq: number; content: Buffer }[]> {
  return manager.query<{ seq: number; content: Buffer }[]>(
    `SELECT seq, content FROM messages
     WHERE conversation_id = $1 AND seq > $2 AND seq <= $3
       AND content IS NOT NULL AND deleted_at IS NULL`,
    [conversationId, (number - 1) * MESSAGES_PER_BLOCK, number * MESSAGES_PER_BLOCK],
  );
}

export async function insertBlock(
  manager: EntityManager,
  { conversationId, number, revision, codes }: BlockRow & { conversationId: string },
): Promise<void> {
  await manager.query(
    `INSERT INTO search_blocks (conversation_id, number, revision, codes)
     VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [conversationId, number, revision, codes],
  );
}

export async function deleteBlocks(tx: EntityManager, conversationId: string): Promise<void> {
  await tx.delete(SearchBlockEntity, { conversationId });
}
