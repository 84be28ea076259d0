import { encryptText } from '../../src/content-cipher';
import { assignPsychologist } from '../../src/chat/members/assign-psychologist';
import { messageContext } from '../../src/chat/conversation-keys';
import { insertConversation } from '../../src/chat/conversation-repository';
import { indexMessages } from '../../src/chat/search/index-messages';
import { sendMessage } from '../../src/chat/messages/send-message';
import { MESSAGES_PER_BLOCK } from '../../src/chat/search/search-block';
import { createUsers } from './bench-users';
import type { BenchUser } from './bench-users';
import type { BenchSystem } from './bench-system';
import { measurement, median } from './measurement';
import type { Measurement } from './measurement';
import { randomText } from './random-text';

const TOTAL_MESSAGES = 1_000_000;
const CONVERSATION_MESSAGES = 10_000;
const READS = 150;
/** Every message with this interval contains the rare word. */
const RARE_WORD_INTERVAL = 2_000;

/** Search in a conversation of 10,000 messages, of 1,000,000 in total. */
export async function benchSearch(system: BenchSystem): Promise<Measurement[]> {
  const conversation = await createConversation(system);
  const perMessage = await indexAllMessages(system);
  const measurements: Measurement[] = [];
  for (const [name, query] of [
    ['a rare word', 'xilofon'],
    ['two words', 'xilofon malam'],
    ['a common word', 'cemas'],
    ['a word prefix', 'persal'],
    ['a missing word', 'kuarsa'],
  ] as const) {
    const times = await measureSearch(system, conversation, query);
    measurements.push(
      measurement(`search, ${name} in 10,000 messages: median`, 'ms', median(times)),
    );
  }
  return [
    ...measurements,
    await measureIndexSize(system),
    measurement('search, indexing a message', 'ms', perMessage),
  ];
}

interface BenchConversation {
  conversationId: string;
  client: BenchUser;
}

/** Inserts the conversation's messages in batches between those of the others, as in production. */
async function createConversation(system: BenchSystem): Promise<BenchConversation> {
  const { context } = system;
  const [client] = await createUsers(context, 'client', 1);
  const [psychologist] = await createUsers(context, 'psychologist', 1);
  const [team] = await createUsers(context, 'team', 1);
  if (!client || !psychologist || !team) throw new Error('Creating users failed');
  const assignment = { clientId: client.id, psychologistId: psychologist.id };
  await assignPsychologist(context.chat, team, assignment);
  const first = { text: 'Halo', type: 'text' as const, target: { careClientId: client.id } };
  const { conversationId } = await sendMessage(context.chat, client, first);
  const rounds = TOTAL_MESSAGES / CONVERSATION_MESSAGES;
  const others = await createOtherConversations(system, rounds - 1, psychologist.id);
  for (let round = 0; round < rounds; round += 1) {
    const share = CONVERSATION_MESSAGES / rounds;
    const ownMessages = {
      id: conversationId,
      from: 2 + round * share,
      to: 1 + (round + 1) * share,
    };
    await insertMessages(system, ownMessages, client.id);
    const other = others[round];
    if (other)
      await insertMessages(
        system,
        { id: other, from: 1, to: CONVERSATION_MESSAGES },
        psychologist.id,
      );
  }
  await context.db.source.query('VACUUM (ANALYZE) messages');
  return { conversationId, client };
}

async function createOtherConversations(
  { context }: BenchSystem,
  count: number,
  memberId: string,
): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { wrappedKey } = context.keys.create();
    const options = { memberIds: [memberId], wrappedKey, at: new Date() };
    ids.push(
      await insertConversation(context.db.source.manager, {
        kind: 'group',
        state: 'open',
        ...options,
      }),
    );
  }
  return ids;
}

async function insertMessages(
  { context }: BenchSystem,
  { id, from, to }: { id: string; from: number; to: number },
  senderId: string,
): Promise<void> {
  const { source } = context.db;
  const key = await context.keys.find(source.manager, id);
  const encrypted = Array.from({ length: to - from + 1 }, (_, n) => {
    const rare = (from + n) % RARE_WORD_INTERVAL === 0 ? ' xilofon' : '';
    return encryptText(key, randomText() + rare, messageContext(id));
  });
  await source.query(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at)
     SELECT $1, $2::int + n - 1, $3, 'text', content, now()
     FROM unnest($4::bytea[]) WITH ORDINALITY AS message (content, n)`,
    [id, from, senderId, encrypted],
  );
  await source.query('UPDATE conversations SET last_seq = $2 WHERE id = $1', [id, to]);
}

/** Runs the worker's indexing; returns milliseconds per message. */
async function indexAllMessages({ context }: BenchSystem): Promise<number> {
  const startedAt = performance.now();
  let blocks = 0;
  for (let created = 1; created > 0; blocks += created) {
    ({ indexed: created } = await indexMessages(context.chat, 100));
  }
  const elapsed = performance.now() - startedAt;
  await context.db.source.query('VACUUM (ANALYZE) search_blocks');
  return elapsed / (blocks * MESSAGES_PER_BLOCK);
}

async function measureSearch(
  { url }: BenchSystem,
  conversation: BenchConversation,
  query: string,
): Promise<number[]> {
  const path = `/api/v1/chat/conversations/${conversation.conversationId}/search`;
  const times: number[] = [];
  for (let n = 0; n < READS + 20; n += 1) {
    const startedAt = performance.now();
    const response = await fetch(`${url}${path}?q=${encodeURIComponent(query)}`, {
      headers: { authorization: `Bearer ${conversation.client.token}` },
    });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`Search returned ${response.status}`);
    if (n >= 20) times.push(performance.now() - startedAt);
  }
  return times;
}

/** The index with everything PostgreSQL stores for it, against the table of messages alone. */
async function measureIndexSize({ context }: BenchSystem): Promise<Measurement> {
  const [row] = await context.db.source.query<{ blocks: string; messages: string }[]>(
    `SELECT pg_total_relation_size('search_blocks') AS blocks,
       pg_table_size('messages') AS messages`,
  );
  const mebibytes = (bytes: string | undefined): number => Number(bytes) / 2 ** 20;
  const name = 'search, size of the index against the messages';
  return measurement(name, 'MiB', mebibytes(row?.blocks), mebibytes(row?.messages));
}
