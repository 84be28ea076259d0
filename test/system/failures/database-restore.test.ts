import { Client } from 'pg';
import { ConnectedClients } from '../../support/fixtures/connected-clients';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

/** Messages after the copy was made: the restored database gives out their ids again. */
const LOST = 6;

describe('a database that is replaced by an older copy while everything runs', () => {
  let system: TestSystem;
  let admin: Client;
  let name: string;
  let clients: ConnectedClients | undefined;

  beforeAll(async () => {
    system = await startSystem();
    const url = new URL(system.databaseUrl);
    name = url.pathname.slice(1);
    url.pathname = '/postgres';
    admin = new Client({ connectionString: url.href });
    await admin.connect();
  });
  afterAll(async () => {
    await clients?.close();
    await system.stop();
    await admin.query(`DROP DATABASE IF EXISTS ${name}_lost WITH (FORCE)`);
    await admin.end();
  });

  /** Ends the product's connections; it cannot reconnect while `work` runs. */
  async function withoutConnections(database: string, work: () => Promise<void>): Promise<void> {
    await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
    await waitFor('no connections', async () => {
      const { rowCount } = await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`,
        [database],
      );
      return rowCount === 0;
    });
    await work();
  }

  async function backUp(): Promise<void> {
    await withoutConnections(name, async () => {
      await admin.query(`CREATE DATABASE ${name}_copy TEMPLATE ${name}`);
      await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    });
  }

  async function restore(): Promise<void> {
    await withoutConnections(name, async () => {
      await admin.query(`ALTER DATABASE ${name} RENAME TO ${name}_lost`);
      await admin.query(`ALTER DATABASE ${name}_copy RENAME TO ${name}`);
    });
  }

  it('delivers the messages accepted afterwards to Ably, WebSocket and Socket.IO clients', async () => {
    clients = await ConnectedClients.connect(system);
    const numbered = (text: string): string[] =>
      Array.from({ length: LOST }, (_, index) => `${text} ${index}`);

    await clients.sendAndReceive(['before']);
    await system.drain();
    await backUp();
    await clients.sendAndReceive(numbered('lost'));
    await system.drain();
    await restore();
    await clients.sendAndReceive(numbered('after'));

    expect(clients.duplicates()).toEqual([]);
    for (const texts of Object.values(clients.received())) {
      const after = texts.filter((text) => text.startsWith('after'));
      expect(after).toEqual(numbered('after'));
    }
  }, 60_000);
});
