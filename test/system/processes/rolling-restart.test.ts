import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:https';
import { freePort } from '../../../src/dev/processes/free-port';
import { createActiveSession } from '../../support/fixtures/active-session';
import type { ActiveSession } from '../../support/fixtures/active-session';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { describeWithNginx, Nginx } from '../../support/servers/nginx';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';

/** Callers of different networks: nginx chooses the backend by the first three octets. */
const ADDRESSES = ['127.0.1.1', '127.0.2.1', '127.0.3.1', '127.0.4.1', '127.0.5.1', '127.0.6.1'];
const PROCESSES = 2;
const ROUNDS = 2;
/** Noticed after two seconds of silence; without that, clients wait for a minute. */
const FREEZE_LIMIT_MS = 10_000;

interface Call {
  method?: 'GET' | 'POST';
  path: string;
  body?: object;
  timeout?: number;
}

describeWithNginx('two API processes behind nginx', () => {
  const folder = temporaryDirectory();
  const ports: number[] = [];
  const apis: ProductProcess[] = [];
  const agents = ADDRESSES.map(
    (localAddress) =>
      new Agent({ keepAlive: true, maxSockets: 2, localAddress, rejectUnauthorized: false }),
  );
  let system: TestSystem;
  let session: ActiveSession;
  let nginx: Nginx;
  let stopNginx: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    system = await startSystem();
    session = await createActiveSession(system);
    for (let index = 0; index < PROCESSES; index += 1) {
      ports.push(await freePort());
      apis.push(await startApi(index));
    }
    nginx = await Nginx.prepare(folder, ...ports.map((port) => `http://127.0.0.1:${port}`));
    stopNginx = await nginx.start();
  }, 180_000);
  afterAll(async () => {
    for (const agent of agents) agent.destroy();
    await stopNginx?.();
    await Promise.all(apis.map((api) => api.stop()));
    await system.stop();
  });

  function startApi(index: number): Promise<ProductProcess> {
    const env = { PORT: String(ports[index]), METRICS_PORT: '0', TRUST_PROXY: '1' };
    return startProductProcess(system, 'api', { ...env, SHUTDOWN_DRAIN: 'PT2S' });
  }

  /** The status, or the code of a connection error. */
  function call(agent: Agent, { method = 'GET', path, body, timeout }: Call): Promise<string> {
    const text = body && JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${session.client.token}`,
      ...(text ? { 'content-type': 'application/json', 'content-length': text.length } : {}),
    };
    const signal = timeout === undefined ? undefined : AbortSignal.timeout(timeout);
    return new Promise<string>((resolve) => {
      const options = { method, agent, headers, signal };
      const sent = request(nginx.url + path, options, (response) => {
        response.resume().on('end', () => resolve(String(response.statusCode)));
      });
      sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      sent.end(text);
    });
  }

  const readNotifications = { path: '/api/v1/notifications' };

  it('fail no request in a rolling restart, and store every message once', async () => {
    const failures: string[] = [];
    let answered = 0;
    let sent = 0;
    let isDone = false;
    const expectStatus = async (status: string, agent: Agent, one: Call): Promise<void> => {
      const answer = await call(agent, one);
      answered += 1;
      if (answer !== status) failures.push(`${one.method ?? 'GET'} ${answer}`);
    };
    const callers = agents.flatMap((agent) => [
      (async () => {
        while (!isDone) await expectStatus('200', agent, readNotifications);
      })(),
      (async () => {
        while (!isDone) {
          const message = { message: 'Halo', messageType: 'text', clientMessageId: randomUUID() };
          const body = { sessionId: session.sessionId, ...message };
          const path = '/api/v1/chat/messages';
          sent += 1;
          await expectStatus('201', agent, { method: 'POST', path, body });
        }
      })(),
    ]);
    await waitFor('the load', () => answered > 200);
    for (let restart = 0; restart < ROUNDS * PROCESSES; restart += 1) {
      const index = restart % PROCESSES;
      const stopped = apis[index];
      stopped?.signal('SIGTERM');
      expect(await stopped?.exit).toEqual({ code: 0, signal: null });
      apis[index] = await startApi(index);
      const isReady = async (): Promise<boolean> =>
        (await fetch(`http://127.0.0.1:${ports[index]}/readyz`)).status === 200;
      await waitFor('readiness', isReady, 30_000);
    }
    isDone = true;
    await Promise.all(callers);
    expect(failures).toEqual([]);
    const [row] = await system.query<{ sent: number }>(
      `SELECT count(*)::int AS sent FROM messages m JOIN chat_sessions s USING (conversation_id)
       WHERE s.id = $1 AND m.client_message_id IS NOT NULL`,
      [session.sessionId],
    );
    expect(row?.sent).toBe(sent);
  }, 300_000);

  it('leave the requests of one that is frozen to the other', async () => {
    const [frozen] = apis;
    frozen?.freeze();
    await waitFor(
      'answers for every client',
      async () => {
        const calls = agents.map((agent) => call(agent, { ...readNotifications, timeout: 1_000 }));
        return (await Promise.all(calls)).every((answer) => answer === '200');
      },
      FREEZE_LIMIT_MS,
    );
    frozen?.thaw();
  }, 60_000);
});
