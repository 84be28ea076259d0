import * as Ably from 'ably';
import { Pool } from 'pg';
import { Pool as HttpPool } from 'undici';
import { ablyOptions } from '../../src/delivery/ably/ably-options';
import { sessionChannel } from '../../src/delivery/ably/channels';
import { bookCounseling } from '../../src/sessions/booking/book-counseling';
import { controlSession } from '../../src/sessions/monitoring/control-session';
import { DateTime } from 'luxon';
import { waitFor } from '../support/harness/wait-for';
import { createUsers } from './bench-users';
import type { BenchUser } from './bench-users';
import type { BenchSystem } from './bench-system';
import { measurement, median } from './measurement';
import type { Measurement } from './measurement';

const PAIRS = 50;
const MESSAGES_PER_SENDER = 100;
const WARM_UP = 150;
const ROUNDS = 3;
const TEXT = 'x'.repeat(200);

interface BenchSession {
  channel: string;
  sender: BenchUser;
  sessionId: string;
  subscriber: Ably.Realtime;
}

/** What one way of sending costs: the whole time, and each message's way to the other person. */
interface RunResult {
  perSecond: number;
  medianMs: number;
}

/** A send through the product, against bare inserts and bare publishes: 50 people at once. */
export async function benchMessages(system: BenchSystem): Promise<Measurement[]> {
  const lines = await openSessions(system);
  const bare = await createBaseline(system);
  const http = new HttpPool(system.url, { connections: PAIRS, pipelining: 1 });
  const throughApi = (line: BenchSession, text: string) => post(http, line, text);
  await measureRun(lines, bare.send, WARM_UP);
  await measureRun(lines, throughApi, WARM_UP);
  const floors: RunResult[] = [];
  const ours: RunResult[] = [];
  // Measured in turns, so that a busy moment of the machine falls on both.
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    floors.push(await measureRun(lines, bare.send, MESSAGES_PER_SENDER));
    ours.push(await measureRun(lines, throughApi, MESSAGES_PER_SENDER));
  }
  for (const line of lines) line.subscriber.close();
  await http.close();
  await bare.close();
  const middle = (runs: RunResult[], pick: (run: RunResult) => number) => median(runs.map(pick));
  return [
    measurement(
      'messages, 50 at once: throughput',
      'messages/s',
      middle(ours, (r) => r.perSecond),
      middle(floors, (r) => r.perSecond),
    ),
    measurement(
      'messages, 50 at once: median latency',
      'ms',
      middle(ours, (r) => r.medianMs),
      middle(floors, (r) => r.medianMs),
    ),
  ];
}

async function openSessions(system: BenchSystem): Promise<BenchSession[]> {
  const { context } = system;
  const clients = await createUsers(context, 'client', PAIRS);
  const psychologists = await createUsers(context, 'psychologist', PAIRS);
  const [team] = await createUsers(context, 'team', 1);
  const start = DateTime.now().setZone('Asia/Jakarta').plus({ minutes: 30 });
  return Promise.all(
    clients.map(async (client, index) => {
      const booked = await bookCounseling(context.sessions, client, {
        method: 'chat',
        date: start.toFormat('yyyy-MM-dd'),
        startTime: start.toFormat('HH:mm'),
        endTime: start.plus({ minutes: 60 }).toFormat('HH:mm'),
        timezone: 'Asia/Jakarta',
        psychologistId: psychologists[index]?.id,
        pace: 'real',
      });
      const sessionId = booked.chatSession?.sessionId ?? '';
      if (team) await controlSession(context.sessions, team, { action: 'start', sessionId });
      const channel = sessionChannel(sessionId);
      const listener = new Ably.Realtime({
        ...ablyOptions(context.config.ably),
        key: context.ablyKey,
      });
      await listener.channels.get(channel).attach();
      return { channel, sender: client, sessionId, subscriber: listener };
    }),
  );
}

type Send = (line: BenchSession, text: string) => Promise<void>;

async function measureRun(lines: BenchSession[], send: Send, each: number): Promise<RunResult> {
  const sentAt = new Map<string, number>();
  const latencies: number[] = [];
  const stamp = Math.random().toString(36).slice(2);
  await Promise.all(
    lines.map((line) =>
      line.subscriber.channels.get(line.channel).subscribe('message', ({ data }) => {
        const at = sentAt.get((data as { content: string }).content);
        if (at !== undefined) latencies.push(performance.now() - at);
      }),
    ),
  );
  const begin = performance.now();
  await Promise.all(
    lines.map(async (line, index) => {
      for (let n = 0; n < each; n += 1) {
        const text = `${stamp} ${index} ${n} ${TEXT}`;
        sentAt.set(text, performance.now());
        await send(line, text);
      }
    }),
  );
  await waitFor('every message', () => latencies.length >= lines.length * each, 60_000);
  const elapsed = performance.now() - begin;
  for (const line of lines) line.subscriber.channels.get(line.channel).unsubscribe('message');
  return { perSecond: (lines.length * each * 1000) / elapsed, medianMs: median(latencies) };
}

/** The floor: one insert and one publish for each message, with nothing around them. */
async function createBaseline(system: BenchSystem) {
  const { context, env } = system;
  const pool = new Pool({ connectionString: env['DATABASE_URL'], max: 10 });
  await pool.query('CREATE TABLE bare (id bigserial PRIMARY KEY, channel text, content text)');
  const ably = new Ably.Realtime({ ...ablyOptions(context.config.ably), key: context.ablyKey });
  await ably.connection.once('connected');
  const send: Send = async (line, text) => {
    await pool.query('INSERT INTO bare (channel, content) VALUES ($1, $2)', [line.channel, text]);
    await ably.channels.get(line.channel).publish('message', { content: text });
  };
  return {
    send,
    close: async () => {
      ably.close();
      await pool.end();
    },
  };
}

async function post(http: HttpPool, line: BenchSession, text: string): Promise<void> {
  const { statusCode, body } = await http.request({
    path: '/api/v1/chat/messages',
    method: 'POST',
    headers: {
      authorization: `Bearer ${line.sender.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ sessionId: line.sessionId, message: text, messageType: 'text' }),
  });
  await body.dump();
  if (statusCode !== 201) throw new Error(`Answered ${statusCode}`);
}
