import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataSource } from '../../../ormconfig';
import { startPostgres } from '../../../src/dev/postgres/postgres-server';
import type { PostgresServer } from '../../../src/dev/postgres/postgres-server';
import { isAlive } from '../../../src/dev/processes/process-identity';
import { startRedis } from '../../../src/dev/redis/redis-server';
import type { RedisServer } from '../../../src/dev/redis/redis-server';

/** Migrated once; each test file copies it by `CREATE DATABASE … TEMPLATE ruang_diri_template`. */
const TEMPLATE_DATABASE = 'ruang_diri_template';

const PREFIX = 'ruang-diri-test-';

interface TestServers {
  postgres: PostgresServer;
  redis: RedisServer;
  directory: string;
}

let servers: TestServers | undefined;

/** Starts PostgreSQL, with the template only, and Redis; Jest workers get their addresses as variables. */
export async function startTestServers(): Promise<void> {
  removeLeftovers();
  const directory = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const log = (line: string): void => void process.stdout.write(`[test servers] ${line}\n`);
  const [postgres, redis] = await Promise.all([
    startPostgres({ dataDir: join(directory, 'postgres'), durable: false }),
    startRedis({ dataDir: join(directory, 'redis'), durable: false, log }),
  ]);
  servers = { postgres, redis, directory };
  await migrateTemplate(postgres);
  process.env['TEST_POSTGRES_PORT'] = String(postgres.port);
  process.env['TEST_REDIS_URL'] = redis.url;
}

export async function stopTestServers(): Promise<void> {
  if (servers === undefined) return;
  const { postgres, redis, directory } = servers;
  servers = undefined;
  await Promise.all([postgres.stop(), redis.stop()]);
  rmSync(directory, { recursive: true, force: true });
}

async function migrateTemplate(postgres: PostgresServer): Promise<void> {
  await postgres.ensureDatabase(TEMPLATE_DATABASE);
  const source = createDataSource(postgres.url(TEMPLATE_DATABASE), 1);
  await source.initialize();
  await source.runMigrations();
  await source.destroy();
}

/** Removes the data of killed runs; their servers ended with them. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const owner = Number(name.slice(PREFIX.length).split('-')[0]);
    if (!isAlive(owner)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
