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

  it('names missing components during startup without an error in the log', async () => {
    expect(await getReadiness()).toEqual({
      status: 503,
      body: {
        status: 'not ready',
        checks: { database: 'ok', redis: 'ok', ably: 'ok', worker: 'failing' },
        clockDifferenceMs: expect.any(Number),
      },
    });
    const line = await waitFor('the log line', () =>
      lines.find((one) => one.req?.path === '/readyz'),
    );
    expect(line).toMatchObject({ level: DEBUG, res: { status: 503 } });
    expect(lines.filter(({ level }) => level >= WARN)).toEqual([]);
  });

  it('is ready once every component answers', async () => {
    system.startWorker();
    const { body: answer } = await waitFor('readiness', async () => {
      const response = await getReadiness();
      return response.status === 200 && response;
    });
    expect(answer).toEqual({
      status: 'ready',
      checks: { database: 'ok', redis: 'ok', ably: 'ok', worker: 'ok' },
      clockDifferenceMs: expect.any(Number),
    });
  });
});
