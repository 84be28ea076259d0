import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../../../src/dev/postgres/postgres-server';
import type { PostgresServer } from '../../../src/dev/postgres/postgres-server';
import { isAlive } from '../../../src/dev/processes/process-identity';
import { temporaryDirectory } from '../../support/harness/temporary-directory';
import { waitFor } from '../../support/harness/wait-for';
import { startOwnerProcess } from './owner-process';

const dataDir = join(temporaryDirectory(), 'postgres');
const logged: string[] = [];
let server: PostgresServer;

const start = () => startPostgres({ dataDir, durable: true, log: (line) => logged.push(line) });

async function query<T>(text: string): Promise<T[]> {
  const client = new Client({ connectionString: server.url('app') });
  await client.connect();
  try {
    return (await client.query(text)).rows as T[];
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  server = await start();
  await server.ensureDatabase('app');
  await query('CREATE TABLE words (word text)');
  await query(`INSERT INTO words VALUES ('first')`);
});

afterAll(() => server.stop());

test('keeps its data across a stop and a start', async () => {
  const { pid } = server;
  await server.stop();
  expect(isAlive(pid ?? 0)).toBe(false);
  server = await start();
  expect(await query('SELECT word FROM words')).toEqual([{ word: 'first' }]);
});

test('uses the same port after a restart', async () => {
  const { pid, port } = server;
  await server.restart();
  expect(server.pid).not.toBe(pid);
  expect(server.port).toBe(port);
  expect(await query('SELECT count(*)::int AS n FROM words')).toEqual([{ n: 1 }]);
});

test('recovers committed data after it was killed', async () => {
  await query(`INSERT INTO words VALUES ('just before the power cut')`);
  await server.kill();
  await server.restart();
  expect(await query('SELECT count(*)::int AS n FROM words')).toEqual([{ n: 2 }]);
});

test('listens on the loopback address only', async () => {
  const rows = await query('SHOW listen_addresses');
  expect(rows).toEqual([{ listen_addresses: '127.0.0.1' }]);
});

test('reports an exit that `stop` did not cause', async () => {
  const crash = new Promise<string>((onCrash) => {
    void startPostgres({ dataDir: `${dataDir}-crash`, durable: false, onCrash }).then((crashing) =>
      process.kill(crashing.pid ?? 0, 'SIGQUIT'),
    );
  });
  expect(await crash).toContain('immediate shutdown');
});

test('stops a server that an earlier run left on the directory', async () => {
  const orphan = server;
  server = await start();
  expect(isAlive(orphan.pid ?? 0)).toBe(false);
  expect(logged.at(-1)).toMatch(/of an earlier run .* still serves/);
  expect(await query('SELECT count(*)::int AS n FROM words')).toEqual([{ n: 2 }]);
});

test('starts although its pid file names an unrelated live process', async () => {
  await server.stop();
  writeFileSync(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n`);
  server = await start();
  expect(await query('SELECT count(*)::int AS n FROM words')).toEqual([{ n: 2 }]);
});

test('rejects the data of another major version with instructions', async () => {
  await server.stop();
  writeFileSync(join(dataDir, 'PG_VERSION'), '9\n');
  await expect(start()).rejects.toThrow(/created by PostgreSQL 9.*npm start -- --fresh/);
});

test('exits when the process that started it is killed', async () => {
  const script = `require('./src/dev/postgres/postgres-server')
    .startPostgres({ dataDir: process.argv[1], durable: false })
    .then((server) => console.log(server.pid));`;
  const { owner, pid } = await startOwnerProcess(script, `${dataDir}-owned`);
  expect(isAlive(pid)).toBe(true);
  owner.kill('SIGKILL');
  await waitFor('it to exit', () => !isAlive(pid));
});
