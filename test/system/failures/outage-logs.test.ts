import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { createDataSource } from '../../../ormconfig';
import { startPostgres } from '../../../src/dev/postgres/postgres-server';
import type { PostgresServer } from '../../../src/dev/postgres/postgres-server';
import { createActiveSession } from '../../support/fixtures/active-session';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';

const OUTAGE_MS = 8_000;
/** Two workers with five tasks, three relays and leases each, and one API. */
const MAX_LINES = 40;

describe('two workers without a database', () => {
  const directory = temporaryDirectory();
  const lines: string[] = [];
  let postgres: PostgresServer;
  let system: TestSystem;

  beforeAll(async () => {
    postgres = await startPostgres({ dataDir: join(directory, 'postgres'), durable: false });
    await postgres.ensureDatabase('away');
    const source = await createDataSource(postgres.url('away'), 1).initialize();
    await source.runMigrations();
    await source.destroy();
    const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    system = await startSystem({ env: { DATABASE_URL: postgres.url('away') }, logger });
    system.startWorker();
  }, 60_000);
  afterAll(async () => {
    await system.stop();
    await postgres.stop();
  });

  it('log a few lines, not one for each attempt, and deliver afterwards', async () => {
    await createActiveSession(system);
    await system.drain();
    lines.length = 0;
    await postgres.stop();
    await pause(OUTAGE_MS);
    const logged = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.slice(MAX_LINES)).toEqual([]);
    await postgres.restart();
    await createActiveSession(system);
    await system.drain();
  }, 60_000);
});
