import { join } from 'node:path';
import type { TokenRequest } from 'ably';
import { freePort } from '../../../src/dev/processes/free-port';
import { createActiveSession } from '../../support/fixtures/active-session';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';

const PRELOAD = join(__dirname, '../../support/servers/shifted-clock.cjs');
const SHIFT_MS = 5 * 60_000;
const TOLERANCE_MS = 2_000;

describe('an API process whose clock is five minutes ahead', () => {
  let system: TestSystem;
  let api: ProductProcess;
  let url: string;
  beforeAll(async () => {
    system = await startSystem();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    api = await startProductProcess(system, 'api', {
      PORT: String(port),
      METRICS_PORT: '0',
      NODE_OPTIONS: `--require ${PRELOAD}`,
      CLOCK_SHIFT_MS: String(SHIFT_MS),
    });
  }, 120_000);
  afterAll(async () => {
    await api.stop();
    await system.stop();
  });

  async function issueToken(path: string, { token }: TestUser): Promise<TokenRequest> {
    const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
    const { data } = (await response.json()) as { data: { token: TokenRequest } };
    return data.token;
  }

  it('issues tokens that Ably accepts, because they have the time of the database', async () => {
    const { client, sessionId } = await createActiveSession(system);
    const team = await system.addUser('team');
    for (const [path, user] of [
      [`/api/v1/chat/ably-token?sessionId=${sessionId}`, client],
      ['/api/v1/notifications/ably-token', client],
      ['/api/v1/team/ably-token', team],
    ] as const) {
      const request = await issueToken(path, user);
      expect(Math.abs(request.timestamp - Date.now())).toBeLessThan(TOLERANCE_MS);
      const accepted = await fetch(
        `http://127.0.0.1:${system.ably.port}/keys/${request.keyName}/requestToken`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(request),
        },
      );
      expect(accepted.status).toBeLessThan(300);
    }
  });
});
