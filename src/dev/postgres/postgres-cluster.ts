import { execFile } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './postgres-binaries';
import type { Launcher } from './unprivileged-launcher';

const run = promisify(execFile);

export interface Cluster {
  dataDir: string;
  binaries: PostgresBinaries;
  launcher: Launcher;
  log: (line: string) => void;
}

/** Creates the data directory if it is missing; throws for one that this server cannot use. */
export async function prepareCluster(cluster: Cluster): Promise<void> {
  const { dataDir, binaries } = cluster;
  if (!existsSync(join(dataDir, 'PG_VERSION'))) return create(cluster);
  const major = Number(readFileSync(join(dataDir, 'PG_VERSION'), 'utf8'));
  if (major !== binaries.major) {
    throw new Error(
      `${dataDir} was created by PostgreSQL ${major}, but this is version ${binaries.major}. ` +
        `Use version ${major}, or begin with empty data: \`npm start -- --fresh\`.`,
    );
  }
  const owner = statSync(dataDir).uid;
  const expectedOwner = cluster.launcher.owner ?? process.getuid?.() ?? owner;
  if (owner !== expectedOwner) {
    throw new Error(
      `${dataDir} belongs to another user (id ${owner}). Run the command as that user, ` +
        'or delete the folder as an administrator to begin with empty data.',
    );
  }
}

/** Creates the cluster in a draft folder, renamed when complete: an unfinished one is never used. */
async function create({ dataDir, binaries, launcher, log }: Cluster): Promise<void> {
  log(`Creating a PostgreSQL ${binaries.major} database cluster in ${dataDir}.`);
  const draft = `${dataDir}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(dirname(dataDir), { recursive: true });
  mkdirSync(draft, { mode: 0o700 });
  if (launcher.owner !== undefined) chownSync(draft, launcher.owner, launcher.owner);
  const options = ['--encoding=UTF8', '--locale=C', '--auth=trust', '--no-instructions'];
  const { command, args } = launcher.wrap(binaries.initdb, [
    '--pgdata',
    draft,
    '--username=postgres',
    '--no-sync',
    ...options,
  ]);
  try {
    await run(command, args, { cwd: '/', env: { ...process.env, LC_ALL: 'C' } });
  } catch (error) {
    throw new Error(`initdb could not create ${dataDir}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  rmSync(dataDir, { recursive: true, force: true });
  renameSync(draft, dataDir);
}
