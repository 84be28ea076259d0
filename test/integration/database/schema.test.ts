import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../ormconfig';
import { createTestDatabase } from '../../support/harness/test-database';
import type { TestDatabase } from '../../support/harness/test-database';

const ROOT = join(__dirname, '../../..');
const run = promisify(execFile);

/** TypeORM's own tables. */
const BOOKKEEPING = ['migrations', 'typeorm_metadata'];

let database: TestDatabase;
let source: DataSource;

beforeEach(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, 2).initialize();
  await source.query('DROP SCHEMA public CASCADE');
  await source.query('CREATE SCHEMA public');
});
afterEach(async () => {
  await source.destroy();
  await database.drop();
});

async function tables(): Promise<string[]> {
  const rows = await source.query<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name`,
  );
  return rows.map((row) => row.name).filter((name) => !BOOKKEEPING.includes(name));
}

/** Every column, constraint and index as PostgreSQL describes it. */
async function shape(): Promise<unknown> {
  return source.query(
    `SELECT 'column' AS kind, table_name || '.' || column_name AS name,
       concat_ws(' ', data_type, is_nullable, column_default, is_identity, generation_expression)
         AS text
     FROM information_schema.columns WHERE table_schema = 'public'
     UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
     FROM pg_constraint WHERE connamespace = 'public'::regnamespace
     UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
     ORDER BY 1, 2, 3`,
  );
}

async function undoAll(): Promise<number> {
  let undone = 0;
  while ((await source.query<unknown[]>('SELECT 1 FROM migrations')).length > 0) {
    await source.undoLastMigration();
    undone += 1;
  }
  return undone;
}

/** Runs the TypeORM CLI. */
async function cli(...args: string[]): Promise<string> {
  const command = ['-r', '@swc-node/register', join(ROOT, 'node_modules/typeorm/cli.js'), ...args];
  const { stdout } = await run(process.execPath, [...command, '-d', 'ormconfig.ts'], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: database.url },
  });
  return stdout;
}

describe('schema', () => {
  it('migrates up, down and up again to the same shape', async () => {
    expect(await tables()).toEqual([]);
    const done = await source.runMigrations();
    expect(await tables()).toEqual(source.entityMetadatas.map((entity) => entity.tableName).sort());
    const first = await shape();
    expect(await undoAll()).toBe(done.length);
    expect(await tables()).toEqual([]);
    await source.runMigrations();
    expect(await shape()).toEqual(first);
  });

  it('matches the entities exactly', async () => {
    await source.runMigrations();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map((one) => one.query)).toEqual([]);
    // The same comparison detects a drift.
    await source.query('ALTER TABLE messages DROP COLUMN client_message_id');
    const drift = await source.driver.createSchemaBuilder().log();
    expect(drift.upQueries.length).toBeGreaterThan(0);
  });

  it('is migrated by the TypeORM CLI through ormconfig.ts', async () => {
    expect(await cli('migration:run')).toContain('executed successfully');
    expect(await tables()).toContain('chat_sessions');
    const migrated = await shape();
    expect(await cli('schema:log')).toContain('up to date');
    await cli('migration:revert');
    expect(await shape()).not.toEqual(migrated);
    expect(await cli('migration:show')).toContain('[ ]');
  }, 90_000);
});
