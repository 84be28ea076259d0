import * as Ably from 'ably';
import { Pool } from 'pg';
import { Pool as HttpPool } from 'undici';
import { ablyOptions } from '../../src/delivery/ably/ably-options';
import { issueToken } from '../../src/chat/access/issue-token';
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

/** Throughput and delivery latency of a run. */
interface RunResult {
  perSecond: number;
  medianMs: number;
  /** CPU time per message in ms. */
  cpuMs: { api: number; worker: number };
}

/** Sending through the product, against bare inserts and bare publishes: 50 concurrent senders. */
export async function benchMessages(system: BenchSystem): Promise<Measurement[]> {
  const sessions = await openSessions(system);
  const baseline = await createBaseline(system);
  const http = new HttpPool(system.url, { connections: PAIRS, pipelining: 1 });
  const sendToApi = (session: BenchSession, text: string) => post(http, session, text);
  const measure = (send: Send, each: number) => measureRun(system, sessions, { send, each });
  await measure(baseline.send, WARM_UP);
  await measure(sendToApi, WARM_UP);
  const baselineRuns: RunResult[] = [];
  const productRuns: RunResult[] = [];
  // Alternating runs: load of the machine affects both.
  for (let round = 0; round < ROUNDS; round += 1) {
    baselineRuns.push(await measure(baseline.send, MESSAGES_PER_SENDER));
    productRuns.push(await measure(sendToApi, MESSAGES_PER_SENDER));
  }
  for (const session of sessions) session.subscriber.close();
  await http.close();
  await baseline.close();
  const medianOf = (runs: RunResult[], pick: (run: RunResult) => number) => median(runs.map(pick));
  return [
    measurement(
      'messages, 50 concurrent senders: throughput',
      'messages/s',
      medianOf(productRuns, (r) => r.perSecond),
      medianOf(baselineRuns, (r) => r.perSecond),
    ),
    measurement(
      'messages, 50 concurrent senders: median latency',
      'ms',
      medianOf(productRuns, (r) => r.medianMs),
      medianOf(baselineRuns, (r) => r.medianMs),
    ),
    measurement(
      'messages, 50 concurrent senders: CPU time of the API per message',
      'ms',
      medianOf(productRuns, (r) => r.cpuMs.api),
    ),
    measurement(
      'messages, 50 concurrent senders: CPU time of the worker per message',
      'ms',
      medianOf(productRuns, (r) => r.cpuMs.worker),
    ),
  ];
}

async function openSessions(system: BenchSystem): Promise<BenchSession[]> {
  const { context } = system;
  const { tokens } = context;
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
      const { encryption } = await issueToken({ ...context.chat, tokens }, client, { sessionId });
      await listener.channels.get(channel, cipherOptions(encryption)).attach();
      return { channel, sender: client, sessionId, subscriber: listener };
    }),
  );
}

/** With `CHANNEL_ENCRYPTION=true`; the baseline publishes in clear text to the same channel. */
function cipherOptions(encryption: { channelKey: string } | undefined): Ably.ChannelOptions {
  return encryption ? { cipher: { key: encryption.channelKey } } : {};
}

type Send = (session: BenchSession, text: string) => Promise<void>;

async function measureRun(
  system: BenchSystem,
  sessions: BenchSession[],
  { send, each }: { send: Send; each: number },
): Promise<RunResult> {
  const sentAt = new Map<string, number>();
  const latencies: number[] = [];
  const runId = Math.random().toString(36).slice(2);
  await Promise.all(
    sessions.map((session) =>
      session.subscriber.channels.get(session.channel).subscribe('message', ({ data }) => {
        const at = sentAt.get((data as { content: string }).content);
        if (at !== undefined) latencies.push(performance.now() - at);
      }),
    ),
  );
  const cpuBefore = system.cpu();
  const startedAt = performance.now();
  await Promise.all(
    sessions.map(async (session, index) => {
      for (let n = 0; n < each; n += 1) {
        const text = `${runId} ${index} ${n} ${TEXT}`;
        sentAt.set(text, performance.now());
        await send(session, text);
      }
    }),
  );
  await waitFor('every message', () => latencies.length >= sessions.length * each, 60_000);
  const elapsed = performance.now() - startedAt;
  for (const session of sessions)
    session.subscriber.channels.get(session.channel).unsubscribe('message');
  const cpu = system.cpu();
  const count = sessions.length * each;
  return {
    perSecond: (count * 1000) / elapsed,
    medianMs: median(latencies),
    cpuMs: {
      api: ((cpu.api - cpuBefore.api) * 1000) / count,
      worker: ((cpu.worker - cpuBefore.worker) * 1000) / count,
    },
  };
}

/** The baseline: one insert and one publish per message. */
async function createBaseline(system: BenchSystem) {
  const { context, env } = system;
  const pool = new Pool({ connectionString: env['DATABASE_URL'], max: 10 });
  await pool.query('CREATE TABLE bare (id bigserial PRIMARY KEY, channel text, content text)');
  const ably = new Ably.Realtime({ ...ablyOptions(context.config.ably), key: context.ablyKey });
  await ably.connection.once('connected');
  const send: Send = async (session, text) => {
    await pool.query('INSERT INTO bare (channel, content) VALUES ($1, $2)', [
      session.channel,
      text,
    ]);
    await ably.channels.get(session.channel).publish('message', { content: text });
  };
  return {
    send,
    close: async () => {
      ably.close();
      await pool.end();
    },
  };
}

async function post(http: HttpPool, session: BenchSession, text: string): Promise<void> {
  const { statusCode, body } = await http.request({
    path: '/api/v1/chat/messages',
    method: 'POST',
    headers: {
      authorization: `Bearer ${session.sender.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ sessionId: session.sessionId, message: text, messageType: 'text' }),
  });
  await body.dump();
  if (statusCode !== 201) throw new Error(`Sending returned ${statusCode}`);
}
