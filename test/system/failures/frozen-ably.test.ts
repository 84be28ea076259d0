import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { freePort } from '../../../src/dev/processes/free-port';
import { spawnManaged } from '../../../src/dev/processes/managed-process';
import type { ManagedProcess } from '../../../src/dev/processes/managed-process';
import { createActiveSession } from '../../support/fixtures/active-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { FROM_SOURCES, startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';

const ROOT = join(__dirname, '..', '..', '..');
const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1', 'localhost'];
/** The SDK checks WebSockets after 4 s, gives up after 10 s, and then tries again. */
const FROZEN_MS = 20_000;
const WATCH = { NODE_OPTIONS: `--require ${join(ROOT, 'test/support/servers/network-watch.cjs')}` };

/** A local Ably in a process of its own, which can be frozen. */
async function startAblyProcess(): Promise<{ child: ManagedProcess; port: string }> {
  let port: string | undefined;
  const child = spawnManaged({
    command: process.execPath,
    args: [
      ...FROM_SOURCES,
      join(ROOT, 'src/local-ably/main.ts'),
      ...['--port', '0', '--key', 'test.key:secret'],
    ],
    cwd: ROOT,
    onLine: (line) => {
      port ??= /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    },
  });
  return { child, port: await waitFor('local Ably', () => port, 60_000) };
}

/** The lookups and connections that a process reported. */
function networkOf({ lines }: ProductProcess): { kind: string; host: string; port: string }[] {
  return lines.flatMap((line) => {
    const [, kind = '', host = '', port = ''] = /^network: (\w+) (\S+) ?(\d*)/.exec(line) ?? [];
    return kind ? [{ kind, host, port }] : [];
  });
}

describe('a local Ably that is frozen', () => {
  let ably: Awaited<ReturnType<typeof startAblyProcess>> | undefined;
  let system: TestSystem;
  const processes: ProductProcess[] = [];
  beforeAll(async () => {
    ably = await startAblyProcess();
    system = await startSystem({ worker: false, env: { ABLY_PORT: ably.port } });
  }, 120_000);
  afterAll(async () => {
    ably?.child.kill('SIGCONT');
    for (const one of processes) await one.stop();
    await system.stop();
    await ably?.child.stop();
  });

  it('makes no process look up or connect to anything outside the machine', async () => {
    const session = await createActiveSession(system);
    ably?.child.kill('SIGSTOP');
    const apiPort = String(await freePort());
    processes.push(await startProductProcess(system, 'api', { ...WATCH, PORT: apiPort }));
    processes.push(await startProductProcess(system, 'worker', WATCH));
    const body = { sessionId: session.sessionId, message: 'waits for Ably', messageType: 'text' };
    const as = session.client;
    expect((await system.call('POST', '/api/v1/chat/messages', { as, body })).status).toBe(201);
    // The API calls Ably only when it is asked to: its readiness includes Ably's.
    const origin = `http://127.0.0.1:${apiPort}`;
    for (const endAt = Date.now() + FROZEN_MS; Date.now() < endAt; await pause(2_000)) {
      await (await fetch(`${origin}/readyz`)).text();
    }
    for (const one of processes) {
      const seen = networkOf(one);
      expect(seen.filter(({ host }) => !LOOPBACK.includes(host))).toEqual([]);
      // Not silent: it tried to reach Ably, and again after it gave up.
      expect(seen.filter(({ port }) => port === ably?.port).length).toBeGreaterThan(1);
    }
  }, 180_000);
});
