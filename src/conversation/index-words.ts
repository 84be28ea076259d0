import { openText, sealBytes } from '../content-cipher';
import { messageContext } from './conversation-keys';
import type { ConversationServices } from './conversation-services';
import { BLOCK, blockContext, blockOf } from './search-block';
import { insertBlock, selectBlockWords, selectDueBlocks } from './search-block-store';
import type { BlockName, DueBlock } from './search-block-store';

type Services = Pick<ConversationServices, 'db' | 'keys'>;

interface Indexed {
  made: number;
  /** Those that could not be made, and why. */
  faults: { block: BlockName; cause: unknown }[];
}

/**
 * Makes the word indexes of messages that came since, 256 messages at a time and at most `limit`
 * such blocks, but for those that are named. Doing one twice, or in two processes, does no harm.
 */
export async function indexWords(
  services: Services,
  limit: number,
  except: BlockName[] = [],
): Promise<Indexed> {
  const due = await selectDueBlocks(services.db.source.manager, { limit, except });
  const faults: Indexed['faults'] = [];
  for (const block of due) {
    await makeBlock(services, block).catch((cause: unknown) => faults.push({ block, cause }));
  }
  return { made: due.length - faults.length, faults };
}

/** The revision was read before the words: what is edited in between is newer than the block. */
async function makeBlock({ db, keys }: Services, due: DueBlock): Promise<void> {
  const { conversationId, number, revision, dataKey } = due;
  const key = keys.open(conversationId, dataKey);
  const context = messageContext(conversationId);
  const texts = Array.from({ length: BLOCK }, () => '');
  for (const { seq, content } of await selectBlockWords(db.source.manager, due)) {
    texts[(seq - 1) % BLOCK] = openText(key, content, context);
  }
  const codes = sealBytes(key, blockOf(texts), blockContext(conversationId, number));
  await insertBlock(db.source.manager, { conversationId, number, revision, codes });
}
