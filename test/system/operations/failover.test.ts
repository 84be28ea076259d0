import { join } from 'node:path';
import { Client } from 'pg';
import type { PostgresServer } from '../../../src/dev/postgres/postgres-server';
import { ConnectedClients } from '../../support/fixtures/connected-clients';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { waitFor } from '../../support/harness/wait-for';
import {
  commandsOf,
  describeWithOperatorTools,
  runCommands,
} from '../../support/servers/documented-commands';
import {
  DATABASE,
  startInstalledPostgres,
  startOperatedSystem,
} from '../../support/servers/operated-system';
import type { OperatedSystem } from '../../support/servers/operated-system';

const BEFORE = ['before 0', 'before 1', 'before 2'];
const AFTER = ['after 0', 'after 1', 'after 2', 'after 3'];

describeWithOperatorTools('docs/operations.md: failover to a replica', () => {
  const directory = temporaryDirectory();
  let operated: OperatedSystem;
  let replica: PostgresServer | undefined;
  let clients: ConnectedClients;

  beforeAll(async () => {
    operated = await startOperatedSystem(directory);
    clients = await ConnectedClients.connect(operated.system);
  }, 120_000);
  afterAll(async () => {
    await clients.close();
    await operated.stop();
    await replica?.stop();
  });

  async function ask(server: PostgresServer, sql: string): Promise<unknown> {
    const client = new Client({ connectionString: server.url(DATABASE) });
    await client.connect();
    try {
      return Object.values((await client.query<Record<string, unknown>>(sql)).rows[0] ?? {})[0];
    } finally {
      await client.end();
    }
  }

  it('loses nothing that the replica has, and the product goes on by itself', async () => {
    const { system, postgres, address } = operated;
    const [prepare, promote, check] = commandsOf('Fail over to a replica');
    const dataDir = join(directory, 'replica');
    const variables = {
      PRIMARY_URL: postgres.url('postgres'),
      REPLICA_DATA: dataDir,
      API_URL: system.url,
    };
    await runCommands(prepare ?? '', variables);
    const standby = (replica = await startInstalledPostgres(dataDir));
    await clients.sendAndReceive(BEFORE);
    await system.drain();
    const written = String(await ask(postgres, 'SELECT pg_current_wal_lsn()'));
    await waitFor('the replica', async () =>
      Boolean(await ask(standby, `SELECT pg_last_wal_replay_lsn() >= '${written}'::pg_lsn`)),
    );
    const epoch = system.context.epoch.current;
    await postgres.kill();
    await runCommands(promote ?? '', { REPLICA_URL: standby.url('postgres') });
    address.moveTo(standby.port);
    await runCommands(check ?? '', variables);
    await waitFor('the new epoch', () => system.context.epoch.current !== epoch);
    for (const texts of Object.values(await clients.stored())) {
      expect(texts).toEqual(expect.arrayContaining(BEFORE));
    }
    await clients.sendAndReceive(AFTER);
    for (const texts of Object.values(clients.received())) {
      expect(texts.slice(-AFTER.length)).toEqual(AFTER);
    }
    for (const texts of Object.values(await clients.stored())) {
      expect(texts.slice(-AFTER.length)).toEqual(AFTER);
    }
    expect(clients.duplicates()).toEqual([]);
  }, 120_000);
});
