import { randomBytes } from 'node:crypto';
import { indexMessages } from '../../../src/chat/search/index-messages';
import { searchMessages } from '../../../src/chat/search/search-messages';
import { ContentCipher, encryptText } from '../../../src/content-cipher';
import { ConversationKeys, messageContext } from '../../../src/chat/conversation-keys';
import { AppError } from '../../../src/errors';
import { dumpDatabase } from '../../support/checks/stored-data';
import { findPlaintext } from '../../support/checks/find-plaintext';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { createCarePair, createCareMessage } from '../../support/fixtures/care-pair';
import type { CarePair } from '../../support/fixtures/care-pair';

const TERMS = ['Xylofonkecemasan', 'Jujutsupenghiburan', 'Whippoorwillulang'];
const LONG = 600;

let system: TestSystem;
let pair: CarePair;
let conversationId: string;
beforeAll(async () => {
  system = await startSystem({ worker: false });
});
beforeEach(async () => {
  pair = await createCarePair(system);
  ({ conversationId } = await write('Halo'));
});
afterAll(() => system.stop());

const write = (text: string) =>
  createCareMessage(system, { client: pair.client, from: pair.client, text });

/** Inserts messages directly; the first has seq 2. */
async function insertMessages(texts: string[], into = conversationId): Promise<void> {
  const { source } = system.context.db;
  const key = await system.context.keys.find(source.manager, into);
  await source.query(
    `WITH texts AS (
       SELECT content, n + 1 AS seq FROM unnest($2::bytea[]) WITH ORDINALITY AS texts (content, n))
     INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at)
     SELECT $1, seq, $3, 'text', content, now() FROM texts`,
    [into, texts.map((text) => encryptText(key, text, messageContext(into))), pair.client.id],
  );
  await source.query('UPDATE conversations SET last_seq = $2 WHERE id = $1', [
    into,
    texts.length + 1,
  ]);
}

const numberedTexts = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `Pesan ke-${n + 2} tentang hari ini`);

const target = () => ({ conversationId, kinds: ['care'] as const });

async function find(search: string, { page = 1, limit = 100 } = {}) {
  const input = { target: target(), search, page, limit };
  const found = await searchMessages(system.context.chat, pair.client, input);
  return { seqs: found.data.map(({ message }) => message.seq), hasMore: found.hasMore };
}

async function index(): Promise<number> {
  const { indexed, failures } = await indexMessages(system.context.chat, 1_000);
  expect(failures).toEqual([]);
  return indexed;
}

async function edit(seq: number, text: string): Promise<void> {
  const key = await system.context.keys.find(system.context.db.source.manager, conversationId);
  await system.query(
    `WITH changed AS (
       UPDATE conversations SET revision = revision + 1 WHERE id = $1 RETURNING revision)
     UPDATE messages SET content = $3, edited_at = now(), changed_revision = changed.revision
     FROM changed WHERE conversation_id = $1 AND seq = $2`,
    [conversationId, seq, encryptText(key, text, messageContext(conversationId))],
  );
}

describe('a search', () => {
  it('finds the same with and without an index, in full blocks and after them', async () => {
    const texts = numberedTexts(LONG);
    for (const seq of [2, 256, 257, 512, 513, LONG + 1]) texts[seq - 2] += ', lalu mencemaskan';
    await insertMessages(texts);
    const seqs = [2, 256, 257, 512, 513, LONG + 1];
    expect((await find('cemas')).seqs).toEqual(seqs);
    expect(await index()).toBe(2);
    expect((await find('cemas')).seqs).toEqual(seqs);
    expect((await find('kecemasan hari')).seqs).toEqual(seqs);
    expect((await find('tiada')).seqs).toEqual([]);
    expect(await index()).toBe(0);
  });

  it('pages from the newest hits, oldest first in a page', async () => {
    await insertMessages(numberedTexts(LONG));
    await index();
    expect(await find('hari', { limit: 3 })).toEqual({ seqs: [599, 600, 601], hasMore: true });
    expect(await find('hari', { limit: 3, page: 2 })).toEqual({
      seqs: [596, 597, 598],
      hasMore: true,
    });
    expect(await find('hari', { limit: 100, page: 6 })).toEqual({
      seqs: Array.from({ length: 100 }, (_, n) => n + 2),
      hasMore: false,
    });
  });

  it('returns the positions of the matches', async () => {
    await write('Aku cemas sekali');
    const input = { target: target(), search: 'kecemasan', page: 1, limit: 10 };
    const { data } = await searchMessages(system.context.chat, pair.client, input);
    expect(data).toEqual([
      {
        message: expect.objectContaining({ content: 'Aku cemas sekali', conversationId }),
        status: 'sent',
        readBy: [],
        edits: [],
        highlights: [{ start: 4, end: 9 }],
      },
    ]);
  });

  it('finds the current text of an edited message, not the earlier one', async () => {
    const texts = numberedTexts(300);
    texts[10] = 'Dulu sedih';
    texts[20] = 'Akan dihapus: sedih';
    await insertMessages(texts);
    await index();
    expect((await find('sedih')).seqs).toEqual([12, 22]);
    await edit(12, 'Kini gembira');
    await system.query(
      'UPDATE messages SET deleted_at = now() WHERE conversation_id = $1 AND seq = 22',
      [conversationId],
    );
    expect((await find('gembira')).seqs).toEqual([12]);
    expect((await find('sedih')).seqs).toEqual([]);
  });

  it('finds an edit made while its block was being indexed', async () => {
    await insertMessages(numberedTexts(300));
    await index();
    // A block indexed before the edit has an older revision.
    await edit(30, 'Terlambat masuk');
    expect((await find('terlambat')).seqs).toEqual([30]);
    await system.query('DELETE FROM search_blocks WHERE conversation_id = $1', [conversationId]);
    await index();
    expect((await find('terlambat')).seqs).toEqual([30]);
  });

  it('cannot decrypt a block moved to another conversation', async () => {
    await insertMessages(numberedTexts(300));
    const other = await createCarePair(system);
    const { conversationId: elsewhere } = await createCareMessage(system, {
      client: other.client,
      from: other.client,
      text: 'Halo',
    });
    await insertMessages(numberedTexts(300), elsewhere);
    await index();
    await system.query(
      `UPDATE search_blocks SET codes = (
         SELECT codes FROM search_blocks WHERE conversation_id = $2) WHERE conversation_id = $1`,
      [conversationId, elsewhere],
    );
    await expect(find('hari')).rejects.toThrow('authenticate');
  });

  it('indexes other conversations when one cannot be decrypted', async () => {
    await insertMessages(numberedTexts(300));
    await system.query(`UPDATE messages SET content = 'x' WHERE conversation_id = $1 AND seq = 9`, [
      conversationId,
    ]);
    const intact = await createCarePair(system);
    const { conversationId: other } = await createCareMessage(system, {
      client: intact.client,
      from: intact.client,
      text: 'Halo',
    });
    await insertMessages(numberedTexts(300), other);
    const { indexed, failures } = await indexMessages(system.context.chat, 1_000);
    expect({ indexed, failures: failures.length }).toEqual({ indexed: 1, failures: 1 });
    // With a limit of one and the failing block excluded, the next block is indexed.
    await system.query('DELETE FROM search_blocks WHERE conversation_id = $1', [other]);
    const except = failures.map(({ block }) => block);
    expect(except).toMatchObject([{ conversationId, number: 1 }]);
    const { chat } = system.context;
    expect(await indexMessages(chat, 1)).toMatchObject({ indexed: 0, failures: [{}] });
    expect(await indexMessages(chat, 1, except)).toEqual({ indexed: 1, failures: [] });
    await system.query(
      'UPDATE messages SET deleted_at = now() WHERE conversation_id = $1 AND seq = 9',
      [conversationId],
    );
    expect(await index()).toBe(1);
  });
});

describe('the index', () => {
  it('contains no plaintext and is smaller than the messages', async () => {
    const texts = numberedTexts(510).map((text, n) => `${text}: ${TERMS[n % 3]} dan seterusnya`);
    await insertMessages(texts);
    expect(await index()).toBe(1);
    expect((await find('xylofon')).seqs).toHaveLength(100);
    const stored = await dumpDatabase(system);
    expect(stored.some(({ location }) => location === 'public.search_blocks.codes')).toBe(true);
    expect(TERMS.flatMap((term) => findPlaintext(term, stored))).toEqual([]);
    const [size] = await system.query<{ blocks: number; messages: number }>(
      `SELECT (SELECT sum(pg_column_size(codes))::int FROM search_blocks
                 WHERE conversation_id = $1) AS blocks,
         (SELECT sum(pg_column_size(m))::int FROM messages m
            WHERE conversation_id = $1 AND seq <= 256) AS messages`,
      [conversationId],
    );
    expect(size?.blocks).toBeLessThan(size?.messages ?? 0);
  });

  it('is unreadable once the key is erased', async () => {
    await insertMessages(numberedTexts(300));
    await index();
    await system.query('UPDATE conversations SET data_key = NULL WHERE id = $1', [conversationId]);
    // A process without the key in its cache.
    const { db, chat } = system.context;
    const keys = new ConversationKeys(new ContentCipher(randomBytes(32)));
    const services = { db, keys, accessCache: chat.accessCache };
    const input = { target: target(), search: 'hari', page: 1, limit: 10 };
    const search = searchMessages(services, pair.client, input);
    await expect(search).rejects.toBeInstanceOf(AppError);
    expect(await index()).toBe(0);
  });
});
