import { sealText } from '../../src/content-cipher';
import { assignPsychologist } from '../../src/conversation/assign-psychologist';
import { messageContext } from '../../src/conversation/conversation-keys';
import { insertConversation } from '../../src/conversation/conversation-store';
import { indexWords } from '../../src/conversation/index-words';
import { postInCare } from '../../src/conversation/post-in-care';
import { BLOCK } from '../../src/conversation/search-block';
import { makePeople } from './bench-people';
import type { BenchPerson } from './bench-people';
import type { BenchSystem } from './bench-system';
import { figure, median } from './figure';
import type { Figure } from './figure';
import { someWords } from './some-words';

const ALL = 1_000_000;
const LONG = 10_000;
const READS = 150;
/** A word that only every two thousandth message holds. */
const RARE = 2_000;

/** Finding words in a conversation of 10,000 messages, among 1,000,000 in all. */
export async function benchSearch(system: BenchSystem): Promise<Figure[]> {
  const talk = await makeTalk(system);
  const perMessage = await indexEverything(system);
  const figures: Figure[] = [];
  for (const [name, words] of [
    ['a rare word', 'xilofon'],
    ['two words', 'xilofon malam'],
    ['a common word', 'cemas'],
    ['the beginning of a word', 'persal'],
    ['a word that is nowhere', 'kuarsa'],
  ] as const) {
    const times = await search(system, talk, words);
    figures.push(figure(`search, ${name} in 10,000 messages: median`, 'ms', median(times)));
  }
  return [
    ...figures,
    await sizeOfIndex(system),
    figure('search, making the index of a message', 'ms', perMessage),
  ];
}

interface Talk {
  conversationId: string;
  client: BenchPerson;
}

/** The long conversation is written in between the others, as it would be in life. */
async function makeTalk(system: BenchSystem): Promise<Talk> {
  const { context } = system;
  const [client] = await makePeople(context, 'client', 1);
  const [psychologist] = await makePeople(context, 'psychologist', 1);
  const [team] = await makePeople(context, 'team', 1);
  if (!client || !psychologist || !team) throw new Error('Nobody to talk');
  const people = { clientId: client.id, psychologistId: psychologist.id };
  await assignPsychologist(context.conversation, team, people);
  const first = { clientId: client.id, text: 'Halo', type: 'text' as const };
  const { conversationId } = await postInCare(context.conversation, client, first);
  const rounds = ALL / LONG;
  const others = await makeOthers(system, rounds - 1, psychologist.id);
  for (let round = 0; round < rounds; round += 1) {
    const share = LONG / rounds;
    const mine = { id: conversationId, from: 2 + round * share, to: 1 + (round + 1) * share };
    await fill(system, mine, client.id);
    const other = others[round];
    if (other) await fill(system, { id: other, from: 1, to: LONG }, psychologist.id);
  }
  await context.db.source.query('VACUUM (ANALYZE) messages');
  return { conversationId, client };
}

async function makeOthers(
  { context }: BenchSystem,
  count: number,
  memberId: string,
): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { wrappedKey } = context.keys.create();
    const wish = { memberIds: [memberId], wrappedKey, at: new Date() };
    ids.push(
      await insertConversation(context.db.source.manager, {
        kind: 'group',
        state: 'open',
        ...wish,
      }),
    );
  }
  return ids;
}

async function fill(
  { context }: BenchSystem,
  { id, from, to }: { id: string; from: number; to: number },
  senderId: string,
): Promise<void> {
  const { source } = context.db;
  const key = await context.keys.find(source.manager, id);
  const sealed = Array.from({ length: to - from + 1 }, (_, n) => {
    const rare = (from + n) % RARE === 0 ? ' xilofon' : '';
    return sealText(key, someWords() + rare, messageContext(id));
  });
  await source.query(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at)
     SELECT $1, $2::int + n - 1, $3, 'text', content, now()
     FROM unnest($4::bytea[]) WITH ORDINALITY AS said (content, n)`,
    [id, from, senderId, sealed],
  );
  await source.query('UPDATE conversations SET last_seq = $2 WHERE id = $1', [id, to]);
}

/** What the worker does as time goes by; in milliseconds for each message. */
async function indexEverything({ context }: BenchSystem): Promise<number> {
  const begin = performance.now();
  let blocks = 0;
  for (let made = 1; made > 0; blocks += made) {
    ({ made } = await indexWords(context.conversation, 100));
  }
  const elapsed = performance.now() - begin;
  await context.db.source.query('VACUUM (ANALYZE) search_blocks');
  return elapsed / (blocks * BLOCK);
}

async function search({ url }: BenchSystem, talk: Talk, words: string): Promise<number[]> {
  const path = `/api/v1/chat/conversations/${talk.conversationId}/search`;
  const times: number[] = [];
  for (let n = 0; n < READS + 20; n += 1) {
    const begin = performance.now();
    const answer = await fetch(`${url}${path}?q=${encodeURIComponent(words)}`, {
      headers: { authorization: `Bearer ${talk.client.token}` },
    });
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`Answered ${answer.status}`);
    if (n >= 20) times.push(performance.now() - begin);
  }
  return times;
}

/** With all that PostgreSQL keeps around them, against the messages without their indexes. */
async function sizeOfIndex({ context }: BenchSystem): Promise<Figure> {
  const [row] = await context.db.source.query<{ blocks: string; messages: string }[]>(
    `SELECT pg_total_relation_size('search_blocks') AS blocks,
       pg_table_size('messages') AS messages`,
  );
  const mebibytes = (bytes: string | undefined): number => Number(bytes) / 2 ** 20;
  const name = 'search, size of the index against the messages';
  return figure(name, 'MiB', mebibytes(row?.blocks), mebibytes(row?.messages));
}
