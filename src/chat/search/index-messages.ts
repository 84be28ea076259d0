import { decryptText, encryptBytes } from '../../content-cipher';
import { messageContext } from '../conversation-keys';
import type { ChatServices } from '../chat-services';
import { selectTexts } from '../messages/message-repository';
import { MESSAGES_PER_BLOCK, searchBlockContext, buildSearchBlock } from './search-block';
import { insertBlock, selectDueBlocks } from './search-block-repository';
import type { BlockKey, DueBlock } from './search-block-repository';

type Services = Pick<ChatServices, 'db' | 'keys'>;

interface IndexResult {
  indexed: number;
  failures: { block: BlockKey; cause: unknown }[];
}

/**
 * Indexes at most `limit` full blocks, without those in `except`. Safe to repeat and to run in
 * several processes.
 */
export async function indexMessages(
  services: Services,
  limit: number,
  except: BlockKey[] = [],
): Promise<IndexResult> {
  const due = await selectDueBlocks(services.db.source.manager, { limit, except });
  const failures: IndexResult['failures'] = [];
  for (const block of due) {
    await indexBlock(services, block).catch((cause: unknown) => failures.push({ block, cause }));
  }
  return { indexed: due.length - failures.length, failures };
}

/** `revision` was read before the contents, so a concurrent edit is newer than the block. */
async function indexBlock({ db, keys }: Services, due: DueBlock): Promise<void> {
  const { conversationId, number, revision, dataKey } = due;
  const key = keys.unwrap(conversationId, dataKey);
  const context = messageContext(conversationId);
  const texts = Array.from({ length: MESSAGES_PER_BLOCK }, () => '');
  const first = (number - 1) * MESSAGES_PER_BLOCK + 1;
  const seqs = texts.map((_, index) => first + index);
  for (const { seq, content } of await selectTexts(db.source.manager, conversationId, seqs)) {
    texts[(seq - 1) % MESSAGES_PER_BLOCK] = decryptText(key, content, context);
  }
  const codes = encryptBytes(
    key,
    buildSearchBlock(texts),
    searchBlockContext(conversationId, number),
  );
  await insertBlock(db.source.manager, { conversationId, number, revision, codes });
}
