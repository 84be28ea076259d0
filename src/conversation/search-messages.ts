import type { EntityManager } from 'typeorm';
import { openBytes, openText } from '../content-cipher';
import type { DataKey } from '../content-cipher';
import { AppError } from '../errors';
import { messageContext } from './conversation-keys';
import { mayReadIn } from './conversation-policy';
import type { ConversationPage } from './list-in-conversation';
import { conversationState, readMarksOf } from './message-store';
import { viewMessage } from './message-view';
import type { MessageView } from './message-view';
import { openWords } from './open-words';
import type { Place, PlaceName } from './place';
import type { ReadPageServices } from './read-page';
import { readSpansOf } from './receipt-store';
import { BLOCK, blockContext, BlockReader } from './search-block';
import { selectBlocks, selectBySeq, selectEditedSince } from './search-block-store';
import type { BlockRow, EditedMessage } from './search-block-store';
import { SearchQuery } from './search-query';
import type { Highlight } from './search-query';

/*
 * Words lie sealed, so the database cannot look for them. What it keeps instead are blocks, sealed
 * as well: each tells of 256 messages which ones may hold a word. A search reads blocks, the newest
 * first, and opens the messages they point at; a block that was not made yet, or the newest messages
 * that fill none, it opens as they are. What is shown was always read in the message itself.
 */

/** Blocks are read in strides, so that a long conversation is never in memory at once. */
const STRIDE = 16;
const AT_ONCE = 256;

interface FoundMessage<Name extends PlaceName> {
  message: MessageView<Name>;
  highlights: Highlight[];
}

interface FoundPage<Name extends PlaceName> {
  /** Oldest first; page 1 holds the newest. */
  data: FoundMessage<Name>[];
  hasMore: boolean;
}

/** What was found, with how far each member has read, and when what was found here. */
type Found<Name extends PlaceName> = FoundPage<Name> &
  Pick<ConversationPage, 'readMarks' | 'readSpans'>;

interface SearchInput {
  search: string;
  page: number;
  limit: number;
}

/** Messages that hold all the words, for somebody who was let in (C-56). */
export async function searchMessages<Name extends PlaceName>(
  services: ReadPageServices,
  place: Place<Name>,
  input: SearchInput,
): Promise<Found<Name>> {
  const { manager } = services.db.source;
  const { conversationId } = place;
  const page = await findPage(services, place, input);
  const from = page.data[0]?.message.seq ?? 0;
  const to = page.data.at(-1)?.message.seq ?? 0;
  return {
    ...page,
    readMarks: await readMarksOf(manager, conversationId),
    readSpans: to === 0 ? [] : await readSpansOf(manager, conversationId, { from, to }),
  };
}

async function findPage<Name extends PlaceName>(
  { db, keys }: ReadPageServices,
  { conversationId, name }: Place<Name>,
  { search, page, limit }: SearchInput,
): Promise<FoundPage<Name>> {
  const { manager } = db.source;
  const { kind, state, lastSeq } = await conversationState(manager, conversationId);
  if (!mayReadIn(kind, state)) throw new AppError('assignment-ended');
  const query = new SearchQuery(search);
  const key = await keys.find(manager, conversationId);
  const context = messageContext(conversationId);
  const data: FoundMessage<Name>[] = [];
  let toSkip = (page - 1) * limit;
  for await (const seqs of suspectsIn({ manager, key, conversationId, lastSeq }, query)) {
    for (const row of await selectBySeq(manager, conversationId, seqs)) {
      const text = row.content ? openText(key, row.content, context) : '';
      const highlights = query.highlightsIn(text);
      if (!highlights) continue;
      toSkip -= 1;
      if (toSkip >= 0) continue;
      if (data.length === limit) return { data: data.reverse(), hasMore: true };
      data.push({ message: viewMessage(row, name, openWords(key, row)), highlights });
    }
  }
  return { data: data.reverse(), hasMore: false };
}

interface Searched {
  manager: EntityManager;
  key: DataKey;
  conversationId: string;
  lastSeq: number;
}

/** Seqs of the messages that must be read, the newest first, a handful at a time. */
async function* suspectsIn(place: Searched, query: SearchQuery): AsyncGenerator<number[]> {
  const reader = new BlockReader(query);
  for (let to = Math.ceil(place.lastSeq / BLOCK); to > 0; to -= STRIDE) {
    const from = Math.max(1, to - STRIDE + 1);
    const seqs = await suspectsOfStride(place, reader, { from, to });
    for (let at = 0; at < seqs.length; at += AT_ONCE) yield seqs.slice(at, at + AT_ONCE);
  }
}

async function suspectsOfStride(
  { manager, key, conversationId, lastSeq }: Searched,
  reader: BlockReader,
  stride: { from: number; to: number },
): Promise<number[]> {
  const blocks = lastSeq < BLOCK ? [] : await selectBlocks(manager, conversationId, stride);
  const edited = await editedSince(manager, conversationId, blocks);
  const byNumber = new Map(blocks.map((block) => [block.number, block]));
  const seqs: number[] = [];
  for (let number = stride.to; number >= stride.from; number -= 1) {
    const block = byNumber.get(number);
    const first = (number - 1) * BLOCK + 1;
    const places = block
      ? reader.candidates(openBytes(key, block.codes, blockContext(conversationId, number)))
      : Array.from({ length: Math.min(BLOCK, lastSeq - first + 1) }, (_, place) => place);
    const changed = block ? edited.filter((one) => isNewer(one, block)) : [];
    const own = new Set([
      ...places.map((place) => first + place),
      ...changed.map(({ seq }) => seq),
    ]);
    seqs.push(...[...own].sort((a, b) => b - a));
  }
  return seqs;
}

async function editedSince(
  manager: EntityManager,
  conversationId: string,
  blocks: BlockRow[],
): Promise<EditedMessage[]> {
  if (blocks.length === 0) return [];
  const oldest = Math.min(...blocks.map(({ revision }) => revision));
  return selectEditedSince(manager, conversationId, oldest);
}

function isNewer({ seq, revision }: EditedMessage, block: BlockRow): boolean {
  return Math.ceil(seq / BLOCK) === block.number && revision > block.revision;
}
