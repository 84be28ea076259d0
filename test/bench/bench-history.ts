import { bookCounseling } from '../../src/sessions/booking/book-counseling';
import { DateTime } from 'luxon';
import { encryptText } from '../../src/content-cipher';
import { messageContext } from '../../src/chat/conversation-keys';
import { createUsers } from './bench-users';
import type { BenchUser } from './bench-users';
import type { BenchSystem } from './bench-system';
import { measurement, median } from './measurement';
import type { Measurement } from './measurement';

const SMALL = 10_000;
const LARGE = 1_000_000;
const READS = 150;

interface BenchConversation {
  client: BenchUser;
  sessionId: string;
}

/** Reading in a conversation of 1,000,000 messages, against one of 10,000. */
export async function benchHistory(system: BenchSystem): Promise<Measurement[]> {
  const small = await createConversation(system, SMALL);
  const large = await createConversation(system, LARGE);
  await system.context.db.source.query('VACUUM (ANALYZE) messages');
  const paths: [string, (conversation: BenchConversation) => string][] = [
    ['history, newest page', ({ sessionId }) => `/api/v1/chat/history?sessionId=${sessionId}`],
    [
      'history, page 300',
      ({ sessionId }) => `/api/v1/chat/history?sessionId=${sessionId}&page=300`,
    ],
    ['unread count', ({ sessionId }) => `/api/v1/chat/sessions/${sessionId}/unread-count`],
    ['unread count, total', () => '/api/v1/chat/unread-count/total'],
  ];
  const measurements: Measurement[] = [];
  for (const [name, path] of paths) {
    const times = await measureReads(system, path, small, large);
    const title = `${name}: 1,000,000 messages against 10,000`;
    measurements.push(measurement(title, 'ms', median(times.large), median(times.small)));
  }
  return measurements;
}

async function createConversation(
  system: BenchSystem,
  messages: number,
): Promise<BenchConversation> {
  const { context } = system;
  const [client] = await createUsers(context, 'client', 1);
  const [psychologist] = await createUsers(context, 'psychologist', 1);
  if (!client || !psychologist) throw new Error('Creating users failed');
  const start = DateTime.now().setZone('Asia/Jakarta').plus({ days: 1 });
  const booked = await bookCounseling(context.sessions, client, {
    method: 'chat',
    date: start.toFormat('yyyy-MM-dd'),
    startTime: '10:00',
    endTime: '11:00',
    timezone: 'Asia/Jakarta',
    psychologistId: psychologist.id,
    pace: 'real',
  });
  const sessionId = booked.chatSession?.sessionId ?? '';
  await insertMessages(system, { sessionId, senderId: psychologist.id, messages });
  return { client, sessionId };
}

async function insertMessages(
  system: BenchSystem,
  { sessionId, senderId, messages }: { sessionId: string; senderId: string; messages: number },
): Promise<void> {
  const { source } = system.context.db;
  const [row] = await source.query<{ id: string }[]>(
    'SELECT conversation_id AS id FROM chat_sessions WHERE id = $1',
    [sessionId],
  );
  const id = row?.id ?? '';
  const key = await system.context.keys.find(source.manager, id);
  const encrypted = encryptText(key, 'Kata-kata yang biasa. '.repeat(5), messageContext(id));
  await source.query(
    `INSERT INTO messages (conversation_id, seq, sender_id, type, content, created_at)
     SELECT $1, n, $2, 'text', $3, now() FROM generate_series(1, $4::int) AS n`,
    [id, senderId, encrypted, messages],
  );
  await source.query('UPDATE conversations SET last_seq = $2 WHERE id = $1', [id, messages]);
  await source.query(
    'UPDATE conversation_members SET unread_count = $2 WHERE conversation_id = $1 AND user_id <> $3',
    [id, messages, senderId],
  );
}

/** Alternating reads: load of the machine affects both. */
async function measureReads(
  system: BenchSystem,
  path: (conversation: BenchConversation) => string,
  small: BenchConversation,
  large: BenchConversation,
): Promise<{ small: number[]; large: number[] }> {
  const times = { small: [] as number[], large: [] as number[] };
  const read = async (conversation: BenchConversation): Promise<number> => {
    const startedAt = performance.now();
    const response = await fetch(system.url + path(conversation), {
      headers: { authorization: `Bearer ${conversation.client.token}` },
    });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`History returned ${response.status}`);
    return performance.now() - startedAt;
  };
  for (let n = 0; n < READS + 20; n += 1) {
    const pair = [await read(small), await read(large)] as const;
    if (n < 20) continue;
    times.small.push(pair[0]);
    times.large.push(pair[1]);
  }
  return times;
}
