import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const DEBUG = 20;
const WARN = 40;

interface LogLine {
  level: number;
  req?: { path: string };
  res?: { status: number };
}

describe('/readyz', () => {
  let system: TestSystem;
  const lines: LogLine[] = [];
  beforeAll(async () => {
    const destination = { write: (line: string) => lines.push(JSON.parse(line) as LogLine) };
    const logger = pino({ level: 'debug' }, destination);
    system = await startSystem({ worker: false, logger });
  });
  afterAll(() => system.stop());

  const getReadiness = async (): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${system.url}/readyz?x=1`);
    return { status: response.status, body: await response.json() };
  };

  it('is degraded without a worker, and says so without an error in the log', async () => {
    expect(await getReadiness()).toEqual({
      status: 200,
      body: {
        status: 'degraded',
        checks: { database: 'ok', redis: 'ok', ably: 'ok', worker: 'failing' },
        clockDifferenceMs: expect.any(Number),
        problems: [
          { code: 'worker-missing', message: 'No worker runs: sessions do not open or end' },
        ],
      },
    });
    const line = await waitFor('the log line', () =>
      lines.find((one) => one.req?.path === '/readyz'),
    );
    expect(line).toMatchObject({ level: DEBUG, res: { status: 200 } });
    expect(lines.filter(({ level }) => level >= WARN)).toEqual([]);
  });

  it('is ready once every component answers', async () => {
    system.startWorker();
    const answer = await waitFor('readiness', async () => {
      const { body } = await getReadiness();
      return (body as { status: string }).status === 'ready' && body;
    });
    expect(answer).toEqual({
      status: 'ready',
      checks: { database: 'ok', redis: 'ok', ably: 'ok', worker: 'ok' },
      clockDifferenceMs: expect.any(Number),
      problems: [],
    });
  });

  it('costs one check a second, however often it is read', async () => {
    const { health, config } = system.context;
    const check = () => Promise.all(Array.from({ length: 20 }, () => health.check()));
    const [first, ...others] = await check();
    expect(others.every((one) => one === first)).toBe(true);
    await pause(config.health.cache + 100);
    expect(await health.check()).not.toBe(first);
  });
});
