import { bookedResponse } from '../../../src/api/counseling/counseling-schemas';
import { Redis } from 'ioredis';
import { DEFAULT_CONTENT_MASTER_KEY } from '../../../src/config/secrets';
import { startRedis } from '../../../src/dev/redis/redis-server';
import type { RedisServer } from '../../../src/dev/redis/redis-server';
import { freePort } from '../../../src/dev/processes/free-port';
import { bookingBody } from '../../support/fixtures/book-session';
import { ChannelRecorder } from '../../support/recorders/channel-recorder';
import { dumpDatabase, dumpRedis } from '../../support/checks/stored-data';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import { sendRawRequest } from '../../support/clients/raw-request';
import { findPlaintext } from '../../support/checks/find-plaintext';
import type { StoredText } from '../../support/checks/find-plaintext';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { waitFor } from '../../support/harness/wait-for';

/** Unique texts, one for each field that users fill in. */
const SECRET_TEXTS = {
  notes: 'Zarzuelakerinduan',
  reason: 'Quetzalsebabku',
  teamReason: 'Ombrekuartzteam',
  message: 'Xylofonkecemasan',
  reply: 'Jujutsupenghiburan',
  repeated: 'Whippoorwillulang',
};
/** Texts in rejected calls: they must not be stored anywhere. */
const STRAY = 'Vexillologisalah';

describe('message content', () => {
  const dataDir = temporaryDirectory();
  let redisServer: RedisServer;
  let redis: Redis;
  let monitor: Redis;
  let system: TestSystem;
  let api: ProductProcess;
  let worker: ProductProcess;
  let url: string;
  let users: Record<'client' | 'client2' | 'psychologist' | 'team', TestUser>;
  let recorder: ChannelRecorder;
  let team: ChannelRecorder;
  const redisCommands: StoredText[] = [];
  const sessionIds: string[] = [];

  beforeAll(async () => {
    redisServer = await startRedis({ dataDir, durable: false });
    redis = new Redis(redisServer.url);
    // Without a command in flight: ioredis mistakes monitor lines that arrive with MONITOR's own reply.
    await redis.ping();
    monitor = await redis.monitor();
    monitor.on('monitor', (_time: string, args: string[]) => {
      redisCommands.push({ location: 'a Redis command', text: args.join(' ') });
    });
    system = await startSystem({ worker: false, env: { REDIS_URL: redisServer.url } });
    users = {
      client: await system.addUser('client'),
      client2: await system.addUser('client'),
      psychologist: await system.addUser('psychologist'),
      team: await system.addUser('team'),
    };
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    [api, worker] = await Promise.all([
      startProductProcess(system, 'api', { PORT: String(port), LOG_LEVEL: 'trace' }),
      startProductProcess(system, 'worker', { LOG_LEVEL: 'trace' }),
    ]);
    await exerciseAllFlows();
  }, 60_000);
  afterAll(async () => {
    await Promise.all([recorder, team].map((one) => one?.close()));
    await Promise.all([api, worker].map((one) => one?.stop()));
    monitor.disconnect();
    redis.disconnect();
    await system.stop();
    await redisServer.stop();
  });

  async function call(method: string, path: string, as: TestUser, body?: object) {
    const response = await sendRawRequest(url, {
      method,
      path: `/api/v1${path}`,
      headers: { authorization: `Bearer ${as.token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { data } = JSON.parse(response.text) as { data: unknown };
    return { status: response.status, text: response.text, data };
  }

  const send = (as: TestUser, sessionId: string, message: string, more: object = {}) =>
    call('POST', '/chat/messages', as, { sessionId, message, messageType: 'text', ...more });

  /** A session with every kind of content, a cancelled one, and every kind of error. */
  async function exerciseAllFlows(): Promise<void> {
    const { client, client2, psychologist } = users;
    const { sessionId } = await booked(client, 'running');
    const { counselingId } = await booked(client2, 'cancelled');
    const other = await booked(client2, 'cancelled by the team');
    recorder = await ChannelRecorder.open(
      system,
      sessionIds.map((id) => `chat:session:${id}`),
    );
    team = await ChannelRecorder.open(system, [
      'team:sessions',
      ...Object.values(users).map((user) => `user:${user.id}`),
    ]);
    await call('PUT', `/counselings/${counselingId}/cancel`, client2, {
      reason: SECRET_TEXTS.reason,
    });
    await call('POST', `/team/sessions/${other.sessionId}/cancel`, users.team, {
      reason: SECRET_TEXTS.teamReason,
    });
    await call('POST', `/team/sessions/${sessionId}/start`, users.team);
    await send(client, sessionId, `Aku merasa ${SECRET_TEXTS.message} sekali`);
    await send(psychologist, sessionId, `Saya mengerti, ${SECRET_TEXTS.reply}.`);
    await send(client, sessionId, SECRET_TEXTS.repeated, { clientMessageId: 'first' });
    await send(client, sessionId, SECRET_TEXTS.repeated, { clientMessageId: 'first' });
    await provokeErrors(sessionId);
    await call('PUT', `/chat/sessions/${sessionId}/read`, psychologist);
    await call('PUT', `/chat/sessions/${sessionId}/end`, client);
    await send(client, sessionId, SECRET_TEXTS.message);
    await system.drain();
    await recorder.flush();
    await team.flush();
  }

  async function booked(client: TestUser, what: string) {
    const body = bookingBody({
      startsIn: 3_600_000 * (sessionIds.length + 1),
      psychologist: users.psychologist,
      notes: `${what}: ${SECRET_TEXTS.notes}`,
    });
    const response = await call('POST', '/counselings/book', client, body);
    expect(response.status).toBe(201);
    const { id: counselingId, chatSession } = bookedResponse.parse(response.data);
    const sessionId = chatSession?.sessionId ?? '';
    sessionIds.push(sessionId);
    return { counselingId, sessionId };
  }

  /** Error responses and logs must not repeat message content. */
  async function provokeErrors(sessionId: string): Promise<void> {
    const { client } = users;
    const responses: { status: number; text: string }[] = [
      await send(client, STRAY, SECRET_TEXTS.message),
      await send(client, sessionId, SECRET_TEXTS.message, { messageType: STRAY }),
      await send(client, sessionId, SECRET_TEXTS.message, { clientMessageId: STRAY.repeat(50) }),
      await send(client, sessionId, `${SECRET_TEXTS.message} `.repeat(1_000)),
      await call('GET', `/chat/history?sessionId=${sessionId}&before=${STRAY}`, client),
      await call('GET', `/counselings/${STRAY}`, client),
      await call('GET', `/${STRAY}`, client),
      await call('POST', '/auth/login', client, { email: STRAY, password: SECRET_TEXTS.message }),
      await call('PUT', `/counselings/${STRAY}/cancel`, client, { reason: SECRET_TEXTS.reason }),
      await sendRawRequest(url, {
        method: 'POST',
        path: '/api/v1/chat/messages',
        headers: { authorization: `Bearer ${client.token}`, 'content-type': 'application/json' },
        body: `{"message": ${STRAY} ${SECRET_TEXTS.message}`,
      }),
    ];
    expect(responses.filter(({ status }) => status < 400 || status >= 500)).toEqual([]);
    // An internal error in the statement that stores a message or a booking.
    for (const table of ['messages', 'counselings', 'outbox_events', 'weekly_hours', 'users']) {
      await system.query(`ALTER TABLE ${table} RENAME TO away`);
      responses.push(
        await call('POST', '/auth/login', client, { email: client.email, password: 'x' }),
      );
      responses.push(
        await send(client, sessionId, SECRET_TEXTS.message, { clientMessageId: table }),
      );
      responses.push(
        await call(
          'POST',
          '/counselings/book',
          client,
          bookingBody({
            startsIn: 90 * 3_600_000,
            notes: SECRET_TEXTS.notes,
          }),
        ),
      );
      await system.query(`ALTER TABLE away RENAME TO ${table}`);
    }
    expect(responses.filter(({ status }) => status === 500).length).toBeGreaterThan(2);
    const refusals = responses.filter(({ status }) => status >= 400);
    const replies = refusals.map(({ text }) => ({ location: 'a refusal', text }));
    expect(
      [...Object.values(SECRET_TEXTS), STRAY].flatMap((secretText) =>
        findPlaintext(secretText, replies),
      ),
    ).toEqual([]);
    // An internal error of the worker while it handles a message.
    system.ably.faults.nackNextPublishes(1, { code: 40_000, statusCode: 400 });
    await send(client, sessionId, SECRET_TEXTS.message, {
      clientMessageId: 'refused by Ably once',
    });
    await waitFor('a second try', async () => {
      const [row] = await system.query<{ tried: boolean }>(
        `SELECT EXISTS (SELECT FROM outbox_events WHERE attempts > 0 AND delivered_at IS NOT NULL)
           AS tried`,
      );
      return row?.tried;
    });
  }

  const logLines = (): StoredText[] =>
    [api, worker].flatMap(({ lines }) => lines.map((text) => ({ location: 'a log line', text })));

  const plaintextIn = (
    traces: StoredText[],
    secretTexts: string[] = Object.values(SECRET_TEXTS),
  ): string[] => secretTexts.flatMap((secretText) => findPlaintext(secretText, traces));

  it('is found by the search of this test in every encoding', () => {
    const secretText = SECRET_TEXTS.message;
    const text = `before ${secretText} after`;
    const forms = [
      text,
      text.toUpperCase(),
      Buffer.from(text).toString('hex'),
      JSON.stringify(Buffer.from(text)),
      ...['', 'x', 'xy'].map((head) => Buffer.from(head + text).toString('base64')),
    ];
    for (const form of forms)
      expect(findPlaintext(secretText, [{ location: '', text: form }])).toHaveLength(1);
    expect(findPlaintext(secretText, [{ location: '', text: 'something else' }])).toEqual([]);
  });

  it('reaches its recipients', async () => {
    const received = recorder.messages.map(({ data }) => ({
      location: 'chat',
      text: JSON.stringify(data),
    }));
    for (const secretText of [SECRET_TEXTS.message, SECRET_TEXTS.reply, SECRET_TEXTS.repeated]) {
      expect(findPlaintext(secretText, received).length).toBeGreaterThan(0);
    }
    const ownSessions = await call('GET', '/counselings/user-sessions', users.client2);
    expect(ownSessions.text).toContain(SECRET_TEXTS.notes);
    expect(ownSessions.text).toContain(SECRET_TEXTS.reason);
    const history = await call('GET', `/chat/history?sessionId=${sessionIds[0]}`, users.client);
    expect(history.text).toContain(SECRET_TEXTS.message);
  });

  it('is in no table', async () => {
    const stored = await dumpDatabase(system);
    expect(stored.some(({ text }) => text.includes(sessionIds[0] ?? '?'))).toBe(true);
    expect(stored.some(({ location }) => location.endsWith('.content'))).toBe(true);
    expect(plaintextIn(stored)).toEqual([]);
    expect(plaintextIn(stored, [STRAY])).toEqual([]);
  });

  it('is in no Redis key, no job and no Redis command', async () => {
    const stored = await dumpRedis(redis);
    expect(stored.length).toBeGreaterThan(3);
    const timers = redisCommands.filter(({ text }) => text.includes('initial-message'));
    expect(timers.length).toBeGreaterThan(0);
    const secretTexts = [...Object.values(SECRET_TEXTS), STRAY];
    expect(plaintextIn([...stored, ...redisCommands], secretTexts)).toEqual([]);
  });

  it('is in no log line of the two processes', () => {
    const lines = logLines();
    expect(lines.some(({ text }) => text.includes('"status":500'))).toBe(true);
    expect(plaintextIn(lines)).toEqual([]);
  });

  it('cannot be decrypted from logs: they hold no keys and no ciphertext', async () => {
    const encrypted = await system.query<{ bytes: Buffer }>(
      `SELECT data_key AS bytes FROM conversations UNION ALL SELECT data_key FROM counselings
       UNION ALL SELECT content FROM messages UNION ALL SELECT notes_ciphertext FROM counselings`,
    );
    const secrets = [
      ...encrypted.map(({ bytes }) => bytes).filter((bytes) => bytes !== null),
      ...Object.values(users).flatMap((user) => [user.token, user.email]),
      system.context.jwtSecret,
      (system.env['ABLY_API_KEY'] ?? '').split(':')[1] ?? '',
      DEFAULT_CONTENT_MASTER_KEY,
      Buffer.from(DEFAULT_CONTENT_MASTER_KEY, 'base64'),
    ];
    expect(secrets.length).toBeGreaterThan(20);
    expect(secrets.flatMap((secret) => findPlaintext(secret, logLines()))).toEqual([]);
  });

  it('is in nothing that the team receives', async () => {
    const visible: StoredText[] = [];
    for (const path of [
      '/team/sessions',
      '/team/sessions?status=cancelled',
      ...sessionIds.map((id) => `/team/sessions/${id}/timeline`),
    ]) {
      const { status, text } = await call('GET', path, users.team);
      expect(status).toBe(200);
      visible.push({ location: path, text });
    }
    for (const { channel, data } of team.messages) {
      visible.push({ location: channel, text: JSON.stringify(data) });
    }
    expect(team.messages.some((one) => one.channel === 'team:sessions')).toBe(true);
    expect(plaintextIn(visible)).toEqual([]);
  });
});
