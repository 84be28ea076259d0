import { execFile } from 'node:child_process';
import { appendFileSync, chmodSync, rmSync, statSync, writeFileSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startPostgres } from '../../../src/dev/postgres/postgres-server';
import type { PostgresServer } from '../../../src/dev/postgres/postgres-server';
import { RestartedServer } from './restarted-server';

const run = promisify(execFile);
const DATABASE = 'chaos';
const QUERY_LIMIT_MS = 10_000;

/** PostgreSQL, restarted when it is killed, replaceable by an older copy of itself. */
export class PostgresHost {
  private copies = 0;

  private constructor(
    private readonly disk: string,
    private dataDir: string,
    private server: RestartedServer<PostgresServer>,
  ) {}

  static async start(disk: string): Promise<PostgresHost> {
    const dataDir = join(disk, 'postgres');
    const server = await startServer(dataDir);
    await server.server.ensureDatabase(DATABASE);
    return new PostgresHost(disk, dataDir, server);
  }

  get port(): number {
    return this.server.port;
  }

  /** Not through a proxy. */
  get url(): string {
    return this.server.server.url(DATABASE);
  }

  kill(): void {
    this.server.kill();
  }

  /** One statement on a connection of its own, which survives restarts and failovers. */
  async query<Row = unknown>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.url, query_timeout: QUERY_LIMIT_MS });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(sql, parameters)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  async isUp(): Promise<boolean> {
    return this.query('CREATE TEMP TABLE probe ()').then(
      () => true,
      () => false,
    );
  }

  /** Copies the running server, as a standby that lags behind has it. Returns the copy's folder. */
  async copy(): Promise<string> {
    this.copies += 1;
    const copy = join(this.disk, `postgres-copy-${this.copies}`);
    const client = new Client({ connectionString: this.url });
    await client.connect();
    try {
      await client.query(`SELECT pg_backup_start('copy', true)`);
      await copyFolder(this.dataDir, copy);
      const { rows } = await client.query<{ labelfile: string }>(
        'SELECT labelfile FROM pg_backup_stop(false)',
      );
      rmSync(join(copy, 'pg_wal'), { recursive: true, force: true });
      await copyFolder(join(this.dataDir, 'pg_wal'), join(copy, 'pg_wal'));
      prepareRecovery(copy, rows[0]?.labelfile ?? '');
    } finally {
      await client.end();
    }
    return copy;
  }

  /** The server is gone, and a copy takes over on another port, on a timeline of its own. */
  async failOver(copy: string): Promise<void> {
    const { server, dataDir } = this;
    await server.killForGood();
    this.server = await startServer(copy);
    this.dataDir = copy;
    rmSync(dataDir, { recursive: true, force: true });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

function startServer(dataDir: string): Promise<RestartedServer<PostgresServer>> {
  return RestartedServer.start((onCrash) => startPostgres({ dataDir, durable: true, onCrash }));
}

/** Files that disappear meanwhile are temporary, or segments that the copy of `pg_wal` adds. */
async function copyFolder(from: string, to: string): Promise<void> {
  await run('cp', ['-a', from, to]).catch((error: Error) => {
    if (!error.message.includes('No such file')) throw error;
  });
}

/** Recovery from its own WAL, which ends with a new timeline. */
function prepareRecovery(copy: string, label: string): void {
  rmSync(join(copy, 'postmaster.pid'), { force: true });
  const files = { backup_label: label, 'recovery.signal': '' };
  const { uid, gid } = statSync(join(copy, 'PG_VERSION'));
  for (const [name, text] of Object.entries(files)) {
    const path = join(copy, name);
    writeFileSync(path, text);
    chmodSync(path, 0o600);
    chownSync(path, uid, gid);
  }
  appendFileSync(join(copy, 'postgresql.auto.conf'), `restore_command = 'false'\n`);
}
