import { join } from 'node:path';
import { createDataSource } from '../../../ormconfig';
import { findInstalledPostgres } from '../../../src/dev/postgres/postgres-binaries';
import { startPostgres } from '../../../src/dev/postgres/postgres-server';
import type { PostgresServer } from '../../../src/dev/postgres/postgres-server';
import { startSystem } from '../harness/test-system';
import type { TestSystem } from '../harness/test-system';
import { startTcpProxy } from './tcp-proxy';
import type { TcpProxy } from './tcp-proxy';

export const DATABASE = 'ruang_diri';

/** A PostgreSQL with data that survives, of the version of the installed client programs. */
export function startInstalledPostgres(dataDir: string, port?: number): Promise<PostgresServer> {
  const binaries = findInstalledPostgres();
  return startPostgres({
    dataDir,
    durable: true,
    ...(port ? { port } : {}),
    ...(binaries ? { binaries } : {}),
  });
}

/** The running product on a PostgreSQL of its own, reached through an address that can move. */
export interface OperatedSystem {
  system: TestSystem;
  postgres: PostgresServer;
  address: TcpProxy;
  stop(): Promise<void>;
}

export async function startOperatedSystem(
  directory: string,
  env: Record<string, string> = {},
): Promise<OperatedSystem> {
  const postgres = await startInstalledPostgres(join(directory, 'postgres'));
  await postgres.ensureDatabase(DATABASE);
  const source = await createDataSource(postgres.url(DATABASE), 1).initialize();
  await source.runMigrations();
  await source.destroy();
  const address = await startTcpProxy(postgres.port);
  const url = new URL(postgres.url(DATABASE));
  url.port = String(address.port);
  // The deadlines of production: a connection to the old address must not be waited for.
  const deadlines = { DATABASE_QUERY_TIMEOUT: 'PT6S', DATABASE_STATEMENT_TIMEOUT: 'PT5S' };
  const system = await startSystem({ env: { DATABASE_URL: url.href, ...deadlines, ...env } });
  return {
    system,
    postgres,
    address,
    stop: async () => {
      await system.stop();
      await address.close();
      await postgres.stop();
    },
  };
}
