import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { describeInBrowser } from '../support/pages/browser-tests';
import { SupportFixture } from '../support/fixtures/support-fixture';
import { startSystem } from '../support/harness/test-system';
import type { TestSystem } from '../support/harness/test-system';
import { waitFor } from '../support/harness/wait-for';

/** A TCP proxy to the server that can cut all connections. */
class CuttableProxy {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async to(url: string): Promise<CuttableProxy> {
    const { port, hostname } = new URL(url);
    const server = createServer();
    const proxy = new CuttableProxy(server);
    server.on('connection', (client) => {
      const upstream = connect(Number(port), hostname);
      for (const socket of [client, upstream]) {
        proxy.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => [client, upstream].forEach((end) => end.destroy()));
      }
      client.pipe(upstream).pipe(client);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  close(): void {
    this.server.close();
    this.cut();
  }
}

describeInBrowser('support event stream in Chromium', ({ it, openAs }) => {
  let system: TestSystem;
  let proxy: CuttableProxy;
  beforeAll(async () => {
    system = await startSystem();
    proxy = await CuttableProxy.to(system.url);
  });
  afterAll(async () => {
    proxy.close();
    await system.stop();
  });

  it('is received with the cookie and resumes after a disconnect', async () => {
    const fixture = new SupportFixture(system);
    const { customer, admin } = await fixture.createUsers();
    const { id } = await fixture.openRoom(customer);
    const window = await openAs({ ...system, url: proxy.url }, customer, { path: '/' });
    window.allowError(/ERR_|Failed to fetch|WebSocket/);
    const { page } = window;
    await page.evaluate((roomId) => {
      const received: string[] = [];
      const source = new EventSource(`/api/chat/sse?roomId=${roomId}`);
      source.onmessage = (event) => {
        const frame = JSON.parse(String(event.data)) as {
          type: string;
          data: { message?: string };
        };
        received.push(frame.data.message ?? frame.type);
      };
      Object.assign(globalThis, { received });
    }, id);
    const received = (): Promise<string[]> =>
      page.evaluate(() => (globalThis as unknown as { received: string[] }).received);
    await waitFor('the connection', async () => (await received()).includes('connected'));
    await fixture.sendMessage(admin, id, 'satu');
    await waitFor('a message', async () => (await received()).includes('satu'));
    proxy.cut();
    await fixture.sendMessage(admin, id, 'dua');
    await waitFor('the missed message', async () => (await received()).includes('dua'));
    await fixture.sendMessage(admin, id, 'tiga');
    await waitFor('the next message', async () => (await received()).includes('tiga'));
    expect(await received()).toEqual(['connected', 'satu', 'connected', 'dua', 'tiga']);
  });
});
