import { startProductProcess } from '../../support/servers/product-process';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { startTcpProxy } from '../../support/servers/tcp-proxy';
import type { TcpProxy } from '../../support/servers/tcp-proxy';

describe('an API process that starts while the database ends', () => {
  let system: TestSystem;
  let proxy: TcpProxy;

  beforeAll(async () => {
    system = await startSystem({
      worker: false,
      databaseProxy: async (port) => {
        proxy = await startTcpProxy(port);
        return proxy;
      },
    });
  }, 120_000);
  afterAll(async () => {
    proxy.setMode('forward');
    await system.stop();
    await proxy.close();
  });

  it('waits until the database answers', async () => {
    proxy.setMode('refuse');
    const env = { PORT: '0', METRICS_PORT: '0' };
    const api = await startProductProcess(system, 'api', env, /Database unavailable at startup/);
    proxy.setMode('forward');
    await waitFor('the API', () => api.lines.some((line) => line.includes('is listening')));
    await api.stop();
    expect(await api.exit).toEqual({ code: 0, signal: null });
  }, 120_000);

  it('exits when the database refuses it for good', async () => {
    const url = new URL(system.env['DATABASE_URL'] ?? '');
    url.pathname = '/no_such_database';
    const starting = startProductProcess(system, 'api', {
      DATABASE_URL: url.href,
      PORT: '0',
      METRICS_PORT: '0',
    });
    await expect(starting).rejects.toThrow('no_such_database');
  }, 120_000);
});
