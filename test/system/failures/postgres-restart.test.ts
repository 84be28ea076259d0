import { join } from 'node:path';
import { createDataSource } from '../../../ormconfig';
import type { SessionMessagePage } from '../../../src/chat/messages/list-messages';
import { startPostgres } from '../../../src/dev/postgres/postgres-server';
import type { PostgresServer } from '../../../src/dev/postgres/postgres-server';
import { ChannelRecorder } from '../../support/recorders/channel-recorder';
import { createActiveSession } from '../../support/fixtures/active-session';
import type { ActiveSession } from '../../support/fixtures/active-session';
import {
  waitUntilAllEnded,
  bookConcurrentSessions,
  violationsOfAll,
} from '../../support/fixtures/concurrent-sessions';
import { startSystem } from '../../support/harness/test-system';
import type { ApiResponse, TestSystem } from '../../support/harness/test-system';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { waitFor } from '../../support/harness/wait-for';

const DATABASE = 'restarted';

describe('a PostgreSQL restart', () => {
  const directory = temporaryDirectory();
  let postgres: PostgresServer;
  let system: TestSystem;
  let recorder: ChannelRecorder | undefined;

  beforeAll(async () => {
    postgres = await startPostgres({ dataDir: join(directory, 'postgres'), durable: false });
    await postgres.ensureDatabase(DATABASE);
    const source = await createDataSource(postgres.url(DATABASE), 1).initialize();
    await source.runMigrations();
    await source.destroy();
    system = await startSystem({
      env: {
        DATABASE_URL: postgres.url(DATABASE),
        INITIAL_MESSAGE_LEAD: 'PT2S',
        END_BUTTON_LEAD: 'PT5S',
        SESSION_MIN: 'PT1S',
      },
    });
  }, 60_000);
  afterAll(async () => {
    await recorder?.close();
    await system.stop();
    await postgres.stop();
  });

  const send = ({ sessionId, client }: ActiveSession, name: string): Promise<ApiResponse> =>
    system.call('POST', '/api/v1/chat/messages', {
      as: client,
      body: { sessionId, message: name, messageType: 'text', clientMessageId: name },
    });

  it('answers 503 while the database is down and recovers afterwards', async () => {
    const session = await createActiveSession(system);
    await postgres.stop();
    const calls: [string, string, object?][] = [
      [
        'POST',
        '/chat/messages',
        { sessionId: session.sessionId, message: 'a', messageType: 'text' },
      ],
      ['GET', `/chat/history?sessionId=${session.sessionId}`],
      ['GET', '/counselings/user-sessions'],
      ['GET', '/notifications'],
      ['PUT', `/chat/sessions/${session.sessionId}/end`],
      ['GET', `/chat/ably-token?sessionId=${session.sessionId}`],
      ['PUT', `/counselings/${session.counselingId}/cancel`, {}],
    ];
    for (const [method, path, body] of calls) {
      const options = { as: session.client, ...(body ? { body } : {}) };
      const response = await system.call(method, `/api/v1${path}`, options);
      expect([path, response.status, response.body.code]).toEqual([path, 503, 'unavailable']);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    const body = { email: session.client.email, password: 'ruang-diri' };
    expect((await system.call('POST', '/api/v1/auth/login', { body })).status).toBe(503);
    await postgres.restart();
    for (const [method, path, body] of calls) {
      const options = { as: session.client, ...(body ? { body } : {}) };
      const response = await system.call(method, `/api/v1${path}`, options);
      expect([path, response.status < 500]).toEqual([path, true]);
    }
  });

  it('during sends and steps loses and duplicates nothing', async () => {
    const session = await createActiveSession(system);
    const burst = await bookConcurrentSessions(system, 12, { startsIn: 4_000, lasts: 7_000 });
    const channelRecorder = await ChannelRecorder.open(
      system,
      [session, ...burst].map(({ sessionId }) => `chat:session:${sessionId}`),
    );
    recorder = channelRecorder;
    const writer = writeContinuously(session);
    for (const state of ['active', 'completed']) {
      await waitFor(
        `a first session that is ${state}`,
        async () => {
          const [row] = await system.query<{ some: boolean }>(
            `SELECT EXISTS (SELECT FROM chat_sessions WHERE status = $1 AND id = ANY($2)) AS some`,
            [state, burst.map((one) => one.sessionId)],
          );
          return row?.some;
        },
        20_000,
      );
      await postgres.restart();
    }
    const { accepted, refused } = await writer.stop();
    expect(accepted.size).toBeGreaterThan(10);
    expect(new Set(refused)).toEqual(new Set(refused.length > 0 ? [503] : []));
    await system.call('PUT', `/api/v1/chat/sessions/${session.sessionId}/end`, {
      as: session.client,
    });
    await waitUntilAllEnded(system, 20_000);

    expect(await violationsOfAll(system, [session, ...burst])).toEqual([]);
    const stored = await everything(session);
    expect(stored.map((one) => one.seq)).toEqual(stored.map((_, index) => index + 1));
    const ownMessages = stored.filter((one) => one.clientMessageId !== undefined);
    expect(ownMessages.map((one) => one.clientMessageId)).toEqual([...accepted]);
    const received = () =>
      channelRecorder.messages.filter((one) => one.name === 'message' && one.data.clientMessageId);
    await waitFor('every message', () => received().length >= ownMessages.length);
    expect(received().map((one) => one.data.seq as number)).toEqual(
      ownMessages.map((one) => one.seq),
    );
    expect(channelRecorder.duplicates()).toEqual([]);
  }, 60_000);

  /** Sends messages one after the other and retries each until it is accepted. */
  function writeContinuously(session: ActiveSession) {
    const accepted = new Set<string>();
    const refused: number[] = [];
    let stopping = false;
    const writing = (async () => {
      for (let index = 0; !stopping; index += 1) {
        await waitFor('a message to be accepted', async () => {
          const response = await send(session, `word-${index}`);
          if (response.status !== 201) refused.push(response.status);
          return response.status === 201;
        });
        accepted.add(`word-${index}`);
      }
    })();
    return {
      stop: async () => {
        stopping = true;
        await writing;
        return { accepted, refused };
      },
    };
  }

  async function everything({ sessionId, client }: ActiveSession) {
    const all: SessionMessagePage['data'] = [];
    for (;;) {
      const after = all.at(-1)?.seq ?? 0;
      const path = `/api/v1/chat/history?sessionId=${sessionId}&limit=100&afterSeq=${after}`;
      const page = await system.call<SessionMessagePage>('GET', path, { as: client });
      if (page.body.data.data.length === 0) return all;
      all.push(...page.body.data.data);
    }
  }
});
