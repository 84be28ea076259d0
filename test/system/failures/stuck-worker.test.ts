import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { supervise } from '../../../src/dev/processes/supervised-process';
import type { Health } from '../../../src/health/health';
import { afterTest } from '../../support/harness/after-test';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';
import { FROM_SOURCES, startProductProcess } from '../../support/servers/product-process';

const ROOT = join(__dirname, '../../..');
const BLOCKER = join(ROOT, 'test/support/servers/block-on-signal.cjs');
const START_LIMIT_MS = 60_000;

describe('a stalled worker', () => {
  let system: TestSystem;
  beforeEach(async () => {
    system = await startSystem({
      worker: false,
      env: {
        HEALTH_CACHE: 'PT0S',
        HEALTH_WORKER_LIMIT: 'PT5S',
        HEALTH_LOOP_LIMIT: 'PT5S',
        WATCHDOG_EVENT_LOOP: 'PT3S',
        WATCHDOG_LOOP: 'PT8S',
      },
    });
  });
  afterEach(() => system.stop());

  const environment = (): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'],
    ...system.env,
    LOG_LEVEL: 'info',
    METRICS_PORT: '0',
  });
  const health = (...args: string[]): { status: number | null; output: string } => {
    const command = [...FROM_SOURCES, join(ROOT, 'jobs/health.ts'), ...args];
    const { status, stdout } = spawnSync(process.execPath, command, {
      cwd: ROOT,
      env: environment(),
      encoding: 'utf8',
    });
    return { status, output: stdout.trim() };
  };
  const checkUntil = (what: string, isSo: (found: Health) => boolean): Promise<Health> =>
    waitFor(
      what,
      async () => {
        const found = await system.context.health.check();
        return isSo(found) && found;
      },
      START_LIMIT_MS,
    );

  it('because its event loop is blocked, ends itself with the reason and is restarted', async () => {
    const lines: string[] = [];
    const events: string[] = [];
    const worker = supervise({
      name: 'worker',
      script: join(ROOT, 'jobs/main.ts'),
      nodeOptions: ['--require', BLOCKER, ...FROM_SOURCES],
      cwd: ROOT,
      env: environment(),
      onLine: (line) => lines.push(line),
      log: (event) => events.push(event),
    });
    afterTest(() => worker.stop());
    const runs = (): number => lines.filter((line) => line.includes('worker is running')).length;
    await waitFor('the worker', () => runs() === 1, START_LIMIT_MS);
    process.kill(worker.pid ?? 0, 'SIGUSR2');
    await waitFor('its end', () => events.length > 0, START_LIMIT_MS);
    expect(events).toEqual(['worker exited (exit code 70); restarting in 200 ms.']);
    // Its last output is read by then; on a busy machine that may take longer than its end.
    await waitFor('the worker again', () => runs() === 2, START_LIMIT_MS);
    const reason = lines.find((line) => line.includes('The event loop is stalled'));
    expect((JSON.parse(reason ?? '{}') as { blockedMs: number }).blockedMs).toBeGreaterThan(3_000);
    expect(
      lines.find((line) => line.includes('Stack of the code that blocks the worker')),
    ).toContain('runawayComputation');
    expect(worker.restarts).toBe(1);
  }, 180_000);

  it('as a whole is red in its health command, which ends it, and shown by the health check', async () => {
    expect(health()).toEqual({ status: 1, output: 'no worker of this host' });
    const worker = await startProductProcess(system, 'worker', { METRICS_PORT: '0' });
    afterTest(() => worker.kill());
    const running = await checkUntil('all leases', ({ workers }) =>
      Boolean(workers?.[0] && workers[0].leases.length === 3),
    );
    expect(running.problems).toEqual([]);
    expect(running.workers?.[0]?.loops.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['relay-realtime', 'relay-feed', 'relay-timers', 'outbox-leases', 'step-batches'],
        ...['timeline-healer', 'timer-restorer', 'outbox-purge', 'heartbeat', 'push'],
      ]),
    );
    expect(health('--end-frozen')).toEqual({ status: 0, output: 'healthy' });

    worker.freeze();
    const frozen = await checkUntil('its silence', ({ problems }) =>
      problems.some(({ code }) => code === 'worker-silent'),
    );
    expect(frozen.checks.worker).toBe('failing');
    expect(health().output).toMatch(/^no heartbeat for \d+ ms$/);
    await waitFor(
      'the end of the frozen worker',
      () => health('--end-frozen').output.includes('ending the frozen process'),
      START_LIMIT_MS,
    );
    expect(await worker.exit).toEqual({ code: null, signal: 'SIGKILL' });
  }, 180_000);

  it('for a while goes on when it is thawed, and its watchdog does not end it', async () => {
    const worker = await startProductProcess(system, 'worker', { METRICS_PORT: '0' });
    afterTest(() => worker.kill());
    worker.freeze();
    await checkUntil('its silence', ({ checks }) => checks.worker === 'failing');
    worker.thaw();
    await checkUntil('its heartbeat', ({ checks }) => checks.worker === 'ok');
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(await system.context.health.check()).toMatchObject({ checks: { worker: 'ok' } });
    expect(worker.lines.filter((line) => line.includes('is stalled'))).toEqual([]);
  }, 180_000);
});
