import { sendMessage } from '../../../src/chat/messages/send-message';
import { isUnavailable } from '../../../src/unavailable';
import { createActiveSession } from '../../support/fixtures/active-session';
import type { ActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestSystem } from '../../support/harness/test-system';
import { startTcpProxy } from '../../support/servers/tcp-proxy';
import type { TcpProxy } from '../../support/servers/tcp-proxy';

const QUERY_TIMEOUT_MS = 1_500;
const POOL_TIMEOUT_MS = 3_000;
const SESSIONS = 12;

describe('a database whose answers are lost', () => {
  let databasePort: number;
  let proxy: TcpProxy;
  let system: TestSystem;
  let sessions: ActiveSession[];

  beforeAll(async () => {
    system = await startSystem({
      worker: false,
      databaseProxy: async (port) => {
        databasePort = port;
        proxy = await startTcpProxy(port);
        return proxy;
      },
      env: {
        DATABASE_STATEMENT_TIMEOUT: 'PT1S',
        DATABASE_QUERY_TIMEOUT: 'PT1.5S',
        DATABASE_CONNECT_TIMEOUT: 'PT1S',
        DATABASE_POOL_TIMEOUT: 'PT3S',
      },
    });
    sessions = [];
    for (let index = 0; index < SESSIONS; index += 1) {
      sessions.push(await createActiveSession(system));
    }
  }, 120_000);
  afterAll(async () => {
    proxy.setMode('forward');
    await system.stop();
    await proxy.close();
  });

  const send = ({ sessionId, client }: ActiveSession, message: string): Promise<ApiResponse> =>
    system.call('POST', '/api/v1/chat/messages', {
      as: client,
      body: { sessionId, message, messageType: 'text' },
    });
  const sendAll = (text: string): Promise<ApiResponse[]> =>
    Promise.all(sessions.map((session) => send(session, text)));
  const messageCount = async (): Promise<number> => {
    const [row] = await system.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM messages WHERE sender_id IS NOT NULL`,
    );
    return row?.count ?? 0;
  };

  it('stores a message once when the answer to its statement is lost', async () => {
    await sendAll('before');
    const before = await messageCount();
    const { chat } = system.context;
    // The first message is committed alone, the others together.
    const lost = proxy.loseAnswerTo('INSERT INTO "messages"', 1);
    const sending = sessions.map(({ client, sessionId }) =>
      sendMessage(chat, client, { target: { sessionId }, text: 'lost', type: 'text' }),
    );
    const results = await Promise.allSettled(sending);
    await lost;
    const failures = results.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as unknown] : [],
    );
    expect(failures.length).toBeGreaterThan(1);
    expect(failures.filter((error) => !isUnavailable(error))).toEqual([]);
    // The statement whose answer was lost had taken effect.
    expect((await messageCount()) - before).toBe(SESSIONS);
  });

  it('answers within the deadlines when its address moves without RST, then recovers', async () => {
    expect((await sendAll('before')).map(({ status }) => status)).toEqual(sessions.map(() => 201));
    proxy.moveTo(databasePort);
    const startedAt = performance.now();
    const first = await sendAll('moved');
    const elapsed = performance.now() - startedAt;
    for (const response of first) {
      expect([503, 201]).toContain(response.status);
      if (response.status === 503) expect(response.headers.get('retry-after')).toBe('2');
    }
    expect(first.some(({ status }) => status === 503)).toBe(true);
    expect(elapsed).toBeLessThan(QUERY_TIMEOUT_MS + POOL_TIMEOUT_MS);
    expect((await sendAll('after')).map(({ status }) => status)).toEqual(sessions.map(() => 201));
  }, 60_000);

  it('answers 503 within the deadlines while nothing is answered, and says so', async () => {
    proxy.setMode('swallow');
    const startedAt = performance.now();
    const answers = await Promise.all([...sessions, ...sessions].map((one) => send(one, 'lost')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(performance.now() - startedAt).toBeLessThan(QUERY_TIMEOUT_MS + POOL_TIMEOUT_MS);
    const readiness = await fetch(`${system.url}/readyz`);
    expect(readiness.status).toBe(503);
    expect(await readiness.json()).toMatchObject({ checks: { database: 'failing' } });
    proxy.setMode('forward');
    expect((await sendAll('after')).map(({ status }) => status)).toEqual(sessions.map(() => 201));
  }, 60_000);

  it.each([
    ['a full disk', '53100'],
    ['no memory', '53200'],
    ['an unreadable file', '58030'],
    ['a cancelled statement', '57014'],
    ['a database that takes no connections', '55000'],
    ['a database that is being replaced', '3D000'],
  ])('answers %s with 503', async (_name, code) => {
    const [session] = sessions as [ActiveSession];
    await system.query(`
      CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${code}'; END $$;
      CREATE TRIGGER fail BEFORE INSERT ON messages EXECUTE FUNCTION fail()`);
    const refused = await send(session, 'no');
    await system.query('DROP TRIGGER fail ON messages; DROP FUNCTION fail');
    expect([refused.status, refused.body.code]).toEqual([503, 'unavailable']);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect((await send(session, 'yes')).status).toBe(201);
  });
});
