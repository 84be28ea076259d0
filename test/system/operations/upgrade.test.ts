import { createDataSource } from '../../../ormconfig';
import { ConnectedClients } from '../../support/fixtures/connected-clients';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { commandsOf, runCommands } from '../../support/servers/documented-commands';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';

/** The last migration of 0.1.0. */
const LAST_OF_010 = 'CreatePushes1763700000072';
const BEFORE = ['before 0', 'before 1', 'before 2'];
const AFTER = ['after 0', 'after 1', 'after 2'];

describe('docs/operations.md: upgrade from 0.1.0', () => {
  let system: TestSystem;
  let clients: ConnectedClients;
  let worker: ProductProcess;

  const startWorker = async (): Promise<void> => {
    worker = await startProductProcess(system, 'worker', { METRICS_PORT: '0' });
  };

  beforeAll(async () => {
    system = await startSystem({ worker: false });
    await startWorker();
    clients = await ConnectedClients.connect(system);
  }, 120_000);
  afterAll(async () => {
    await clients.close();
    await worker.stop();
    await system.stop();
  });

  /** Reverts the schema to that of 0.1.0; the rows stay. */
  async function revertTo010(): Promise<void> {
    const source = await createDataSource(system.databaseUrl, 1).initialize();
    for (;;) {
      const [last] = await source.query<{ name: string }[]>(
        'SELECT name FROM migrations ORDER BY id DESC LIMIT 1',
      );
      if (last?.name === LAST_OF_010) break;
      await source.undoLastMigration();
    }
    await source.destroy();
  }

  it('keeps every message readable, and delivers what is sent afterwards', async () => {
    const [stopWorkers, migrate, check] = commandsOf('Upgrade') as [string, string, string];
    await clients.sendAndReceive(BEFORE);
    await system.drain();
    await runCommands(stopWorkers, { OLD_WORKERS: String(worker.pid) });
    expect(await worker.exit).toEqual({ code: 0, signal: null });
    await revertTo010();
    const env = { DATABASE_URL: system.databaseUrl };
    const outputs = await Promise.all([runCommands(migrate, env), runCommands(migrate, env)]);
    const executed = outputs.join('\n').match(/has been executed successfully/g);
    const source = await createDataSource(system.databaseUrl, 1).initialize();
    expect(await source.showMigrations()).toBe(false);
    await source.destroy();
    expect(executed?.length).toBeGreaterThan(5);
    await startWorker();
    await runCommands(check, { API_URL: system.url });
    for (const texts of Object.values(await clients.stored())) {
      expect(texts).toEqual(expect.arrayContaining(BEFORE));
    }
    await clients.sendAndReceive(AFTER);
    for (const texts of Object.values(clients.received())) {
      expect(texts.slice(-AFTER.length)).toEqual(AFTER);
    }
    expect(clients.duplicates()).toEqual([]);
  }, 180_000);
});
