import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

const ADMIN = 'postgres';
const TEMPLATE = 'ruang_diri_template';

function serverUrl(database: string): string {
  const port = process.env['TEST_POSTGRES_PORT'];
  if (!port) throw new Error('The test servers are not running: start jest with its global setup');
  return `postgres://postgres@127.0.0.1:${port}/${database}`;
}

async function runAsAdmin(statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl(ADMIN) });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/**
 * Creates a database from the migrated template. Copying its files is cheaper than logging each of
 * its blocks, PostgreSQL's default, and leaves nothing of it in shared buffers when it is dropped.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await runAsAdmin(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
  return {
    url: serverUrl(name),
    drop: () => runAsAdmin(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}
