import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Pool as HttpPool } from 'undici';
import WebSocket from 'ws';
import { z } from 'zod';
import { freePort } from '../../../src/dev/processes/free-port';
import { waitFor } from '../../support/harness/wait-for';
import { cpuSeconds, median } from '../measurement';

const PAIRS = 50;
const MESSAGES_PER_SENDER = 40;
const WARM_UP = 20;
const START_TIMEOUT_MS = 360_000;
const TEXT = 'x'.repeat(200);
const HEADERS = { 'x-parse-application-id': 'bench', 'content-type': 'application/json' };

export interface ParseServerFigures {
  perSecond: number;
  medianMs: number;
  /** CPU time per message in ms. */
  cpuMs: number;
}

const signedUp = z.object({ sessionToken: z.string() });
const liveQueryFrame = z.object({
  op: z.string(),
  object: z.object({ text: z.string() }).optional(),
});

/**
 * 50 users store messages through Parse Server's REST API; each reaches a LiveQuery subscriber of its
 * room. Undefined where Parse Server does not run.
 */
export async function measureParseServer(
  databaseUrl: string,
): Promise<ParseServerFigures | undefined> {
  const port = await freePort();
  const child = fork(join(__dirname, 'parse-server-process.js'), {
    env: { ...process.env, DATABASE_URL: databaseUrl, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit').then(() => undefined);
  try {
    const signal = AbortSignal.timeout(START_TIMEOUT_MS);
    const started = await Promise.race([once(child, 'message', { signal }), exited]);
    return started ? await measure(child, port) : undefined;
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

async function measure(child: ChildProcess, port: number): Promise<ParseServerFigures> {
  const http = new HttpPool(`http://127.0.0.1:${port}`, { connections: PAIRS, pipelining: 1 });
  const sentAt = new Map<string, number>();
  const latencies: number[] = [];
  const onText = (text: string): void => {
    const at = sentAt.get(text);
    if (at !== undefined) latencies.push(performance.now() - at);
  };
  const rooms = Array.from({ length: PAIRS }, (_, index) => `room-${index}`);
  const tokens = await Promise.all(rooms.map((room) => signUp(http, room)));
  // The class exists before anyone subscribes to it.
  await save(http, tokens[0] ?? '', { room: 'none', text: 'first' });
  const sockets = await Promise.all(rooms.map((room) => subscribe(port, room, onText)));
  const run = async (each: number): Promise<ParseServerFigures> => {
    latencies.length = 0;
    const cpu = cpuSeconds(child.pid ?? 0);
    const startedAt = performance.now();
    await Promise.all(
      rooms.map(async (room, index) => {
        for (let n = 0; n < each; n += 1) {
          const text = `${room} ${each} ${n} ${TEXT}`;
          sentAt.set(text, performance.now());
          await save(http, tokens[index] ?? '', { room, text });
        }
      }),
    );
    const count = PAIRS * each;
    await waitFor('every message', () => latencies.length >= count, 60_000);
    return {
      perSecond: (count * 1_000) / (performance.now() - startedAt),
      medianMs: median(latencies),
      cpuMs: ((cpuSeconds(child.pid ?? 0) - cpu) * 1_000) / count,
    };
  };
  await run(WARM_UP);
  const figures = await run(MESSAGES_PER_SENDER);
  for (const socket of sockets) socket.terminate();
  await http.close();
  return figures;
}

async function request(http: HttpPool, path: string, token: string, body: object) {
  const headers = { ...HEADERS, ...(token === '' ? {} : { 'x-parse-session-token': token }) };
  const text = JSON.stringify(body);
  const reply = await http.request({ path, method: 'POST', headers, body: text });
  if (reply.statusCode !== 201) throw new Error(`Parse Server answered ${reply.statusCode}`);
  return reply.body.json();
}

async function signUp(http: HttpPool, username: string): Promise<string> {
  const reply = await request(http, '/users', '', { username, password: `${username}-password` });
  return signedUp.parse(reply).sessionToken;
}

async function save(http: HttpPool, token: string, message: object): Promise<void> {
  await request(http, '/classes/Message', token, message);
}

async function subscribe(
  port: number,
  room: string,
  onText: (text: string) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  let isSubscribed = false;
  socket.on('open', () => {
    socket.send(JSON.stringify({ op: 'connect', applicationId: 'bench' }));
  });
  socket.on('message', (bytes: Buffer) => {
    const { op, object } = liveQueryFrame.parse(JSON.parse(bytes.toString('utf8')));
    if (op === 'connected') {
      const query = { className: 'Message', where: { room } };
      socket.send(JSON.stringify({ op: 'subscribe', requestId: 1, query }));
    }
    isSubscribed ||= op === 'subscribed';
    if (op === 'create' && object) onText(object.text);
  });
  await waitFor('the subscription', () => isSubscribed);
  return socket;
}
