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

describeWithNginx('a rolling restart of two API processes behind nginx', () => {
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
  function call(agent: Agent, method: 'GET' | 'POST', path: string, body?: object) {
    const text = body && JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${session.client.token}`,
      ...(text ? { 'content-type': 'application/json', 'content-length': text.length } : {}),
    };
    return new Promise<string>((resolve) => {
      const sent = request(nginx.url + path, { method, agent, headers }, (response) => {
        response.resume().on('end', () => resolve(String(response.statusCode)));
      });
      sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      sent.end(text);
    });
  }

  /**
   * A POST that is in the kernel's queue at the instant in which a process stops listening is reset;
   * nginx does not repeat it elsewhere, since it cannot know that nothing was done. Its caller does.
   */
  it('fails no GET, and stores every message once for callers that repeat after a 502', async () => {
    const failures: string[] = [];
    let answered = 0;
    let sent = 0;
    let isDone = false;
    const tryUntilAnswered = async (
      agent: Agent,
      method: 'GET' | 'POST',
      ...request: [path: string, body?: object]
    ): Promise<void> => {
      for (;;) {
        const answer = await call(agent, method, ...request);
        if (answer === (method === 'GET' ? '200' : '201')) break;
        failures.push(`${method} ${answer}`);
      }
      answered += 1;
    };
    const callers = agents.flatMap((agent) => [
      (async () => {
        while (!isDone) await tryUntilAnswered(agent, 'GET', '/api/v1/notifications');
      })(),
      (async () => {
        while (!isDone) {
          const message = { message: 'Halo', messageType: 'text', clientMessageId: randomUUID() };
          const body = { sessionId: session.sessionId, ...message };
          await tryUntilAnswered(agent, 'POST', '/api/v1/chat/messages', body);
          sent += 1;
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
    expect(failures.filter((failure) => failure !== 'POST 502')).toEqual([]);
    expect(failures.length).toBeLessThanOrEqual(ROUNDS * PROCESSES);
    const [row] = await system.query<{ sent: number }>(
      `SELECT count(*)::int AS sent FROM messages m JOIN chat_sessions s USING (conversation_id)
       WHERE s.id = $1 AND m.client_message_id IS NOT NULL`,
      [session.sessionId],
    );
    expect(row?.sent).toBe(sent);
  }, 300_000);
});
