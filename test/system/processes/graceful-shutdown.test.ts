import { Agent, request } from 'node:http';
import { freePort } from '../../../src/dev/processes/free-port';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const CALLERS = 8;
const DRAIN_MS = 1_000;

describe('an API process that is stopped under load', () => {
  let system: TestSystem;
  let client: TestUser;
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });

  beforeAll(async () => {
    system = await startSystem({ worker: false });
    client = await system.addUser('client');
  }, 120_000);
  afterAll(async () => {
    agent.destroy();
    await system.stop();
  });

  const get = (port: number, path: string): Promise<{ status: number; connection?: string }> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${client.token}` };
      request({ port, host: '127.0.0.1', path, headers, agent }, (response) => {
        const { statusCode = 0, headers: answered } = response;
        const { connection } = answered;
        response.resume().on('end', () => resolve({ status: statusCode, connection }));
      })
        .on('error', reject)
        .end();
    });

  async function startApi(port: number): Promise<ProductProcess> {
    const env = { PORT: String(port), METRICS_PORT: '0', SHUTDOWN_DRAIN: `PT${DRAIN_MS / 1_000}S` };
    return startProductProcess(system, 'api', env);
  }

  it('is not ready first, answers every request, resets no connection and exits with 0', async () => {
    const port = await freePort();
    const api = await startApi(port);
    const results = new Map<string, number>();
    let isReady = true;
    // As a load balancer does, callers go elsewhere once the process is not ready.
    const call = async (): Promise<void> => {
      while (isReady) {
        const result = await get(port, '/api/v1/notifications').then(
          ({ status }) => String(status),
          (error: NodeJS.ErrnoException) => error.code ?? 'unknown',
        );
        results.set(result, (results.get(result) ?? 0) + 1);
      }
    };
    const callers = Promise.all(Array.from({ length: CALLERS }, call));
    await waitFor('the load', () => (results.get('200') ?? 0) > 100);
    const stoppedAt = performance.now();
    api.signal('SIGTERM');
    await waitFor('readiness to go down', async () => (await get(port, '/readyz')).status === 503);
    const last = await get(port, '/api/v1/notifications');
    expect([last.status, last.connection]).toEqual([200, 'close']);
    isReady = false;
    await callers;
    expect([...results.keys()]).toEqual(['200']);
    expect(await api.exit).toEqual({ code: 0, signal: null });
    expect(performance.now() - stoppedAt).toBeLessThan(DRAIN_MS + 3_000);
  }, 120_000);
});
