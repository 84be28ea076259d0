import { createActiveSession } from '../../support/fixtures/active-session';
import type { ActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { ChannelRecorder } from '../../support/recorders/channel-recorder';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import { startTcpProxy } from '../../support/servers/tcp-proxy';
import type { TcpProxy } from '../../support/servers/tcp-proxy';

const SESSIONS = 8;

describe('a worker whose host vanished without closing its connections', () => {
  let system: TestSystem;
  let vanishing: ProductProcess;
  let standby: ProductProcess;
  let proxies: TcpProxy[];
  let sessions: ActiveSession[];
  let recorder: ChannelRecorder;

  /** A URL that leads through a proxy, which is added to `proxies`. */
  const through = async (url: string): Promise<string> => {
    const address = new URL(url);
    const proxy = await startTcpProxy(Number(address.port));
    proxies.push(proxy);
    address.port = String(proxy.port);
    return address.href;
  };

  beforeAll(async () => {
    system = await startSystem({ worker: false });
    proxies = [];
    const { DATABASE_URL: database = '', REDIS_URL: redis = '', ABLY_PORT: ably = '' } = system.env;
    const ablyProxy = await startTcpProxy(Number(ably));
    proxies.push(ablyProxy);
    vanishing = await startProductProcess(system, 'worker', {
      DATABASE_URL: await through(database),
      REDIS_URL: await through(redis),
      ABLY_PORT: String(ablyProxy.port),
    });
    sessions = await Promise.all(
      Array.from({ length: SESSIONS }, () => createActiveSession(system)),
    );
    recorder = await ChannelRecorder.open(
      system,
      sessions.map(({ sessionId }) => `chat:session:${sessionId}`),
    );
    await system.drain();
    standby = await startProductProcess(system, 'worker');
  }, 60_000);
  afterAll(async () => {
    await recorder.close();
    await vanishing.kill();
    await standby.stop();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await system.stop();
  });

  it('is replaced within ten seconds', async () => {
    for (const proxy of proxies) proxy.setMode('swallow');
    await Promise.all(
      sessions.map(async ({ sessionId, client }) => {
        const body = { sessionId, message: 'vanished', messageType: 'text' };
        const path = '/api/v1/chat/messages';
        expect((await system.call('POST', path, { as: client, body })).status).toBe(201);
      }),
    );
    const received = (): number =>
      recorder.messages.filter(({ data }) => data.content === 'vanished').length;
    await waitFor('every message', () => received() >= SESSIONS, 10_000);
    await system.drain();
    await recorder.flush();
    expect(received()).toBe(SESSIONS);
    expect(recorder.duplicates()).toEqual([]);
  }, 60_000);
});
