import { Between } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Message } from '../../database/entities/chat/message';
import { SearchBlock } from '../../database/entities/chat/search-block';
import { selectRows } from '../../database/select-rows';
import { MESSAGES_PER_BLOCK } from './search-block';

/** A block, and the seqs of its messages that were edited since. */
export type ReadBlock = Pick<SearchBlock, 'number' | 'codes'> & { edited: number[] | null };

/** The existing blocks of the range. */
export async function selectBlocks(
  manager: EntityManager,
  conversationId: string,
  { from, to }: { from: number; to: number },
): Promise<ReadBlock[]> {
  const query = manager
    .createQueryBuilder(SearchBlock, 'block')
    .where({ conversationId, number: Between(from, to) });
  const edited = query
    .subQuery()
    .select('array_agg(message.seq)')
    .from(Message, 'message')
    .where('message.conversationId = block.conversationId')
    .andWhere('message.changedRevision > block.revision AND message.editedAt IS NOT NULL')
    .andWhere(`message.seq > (block.number - 1) * ${MESSAGES_PER_BLOCK}`)
    .andWhere(`message.seq <= block.number * ${MESSAGES_PER_BLOCK}`);
  return selectRows<ReadBlock>(query, {
    number: 'block.number',
    codes: 'block.codes',
    edited: edited.getQuery(),
  });
}

export type BlockKey = Pick<SearchBlock, 'conversationId' | 'number'>;

/** A full block that is not indexed yet. */
export interface DueBlock extends BlockKey {
  dataKey: Buffer;
  revision: number;
}

export async function selectDueBlocks(
  manager: EntityManager,
  { limit, except }: { limit: number; except: BlockKey[] },
): Promise<DueBlock[]> {
  const number = `message.seq / ${MESSAGES_PER_BLOCK}`;
  const query = manager
    .createQueryBuilder(Message, 'message')
    .innerJoin('message.conversation', 'conversation')
    .where(`message.seq % ${MESSAGES_PER_BLOCK} = 0 AND conversation.dataKey IS NOT NULL`)
    .orderBy('message.conversationId')
    .addOrderBy('message.seq')
    .limit(limit + except.length);
  const block = query
    .subQuery()
    .from(SearchBlock, 'block')
    .where('block.conversationId = message.conversationId')
    .andWhere(`block.number = ${number}`);
  const due = await selectRows<DueBlock>(query.andWhere(`NOT EXISTS ${block.getQuery()}`), {
    conversationId: 'message.conversationId',
    number,
    dataKey: 'conversation.dataKey',
    revision: 'conversation.revision',
  });
  const keyOf = (one: BlockKey) => `${one.conversationId} ${one.number}`;
  const excepted = new Set(except.map(keyOf));
  return due.filter((one) => !excepted.has(keyOf(one))).slice(0, limit);
}

export async function insertBlock(
  manager: EntityManager,
  block: Pick<SearchBlock, 'conversationId' | 'number' | 'revision' | 'codes'>,
): Promise<void> {
  await manager
    .createQueryBuilder()
    .insert()
    .into(SearchBlock)
    .values(block)
    .orIgnore()
    .updateEntity(false)
    .execute();
}

export async function deleteBlocks(tx: EntityManager, conversationId: string): Promise<void> {
  await tx.delete(SearchBlock, { conversationId });
}
