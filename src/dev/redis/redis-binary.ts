import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { projectRoot } from '../project-root';
import { unpackRedis } from './unpack-redis';

const NAMES = ['redis-server', 'valkey-server'];
const MINIMUM = [6, 2] as const;

/** Shared by all data directories of this checkout. */
const distribution = join(projectRoot, '.data', 'redis-dist');

export interface RedisBinary {
  command: string;
  /** LD_LIBRARY_PATH entries for an unpacked binary. */
  libraryPath: string | undefined;
}

/** Redis 6.2 or newer, or Valkey: from the PATH, or unpacked from the distribution's packages. */
export async function findRedisBinary(log: (line: string) => void): Promise<RedisBinary> {
  const found = findOnPath() ?? findUnpacked();
  if (found !== undefined) return found;
  if (await unpackRedis(distribution, log)) {
    const unpacked = findUnpacked();
    if (unpacked !== undefined) return unpacked;
  }
  throw new Error(
    'Redis 6.2 or newer was not found on this machine, and apt-get could not download it. ' +
      'Install it (`apt-get install redis-server`, `brew install redis`), run ' +
      '`docker compose up redis`, or set REDIS_URL to a running server; then start again.',
  );
}

function findOnPath(): RedisBinary | undefined {
  const directories = (process.env['PATH'] ?? '').split(delimiter).filter((dir) => dir !== '');
  return NAMES.flatMap((name) => directories.map((directory) => join(directory, name)))
    .map((command) => ({ command, libraryPath: undefined }))
    .find((binary) => existsSync(binary.command) && isNewEnough(binary));
}

function findUnpacked(): RedisBinary | undefined {
  const libraryPath = ['usr/lib', 'lib'].flatMap(libraryFolders).join(delimiter);
  return NAMES.map((name) => ({
    command: join(distribution, 'usr', 'bin', name),
    libraryPath,
  })).find((binary) => existsSync(binary.command) && isNewEnough(binary));
}

/** The folder and its sub-folders, one of which is named after the architecture. */
function libraryFolders(folder: string): string[] {
  const top = join(distribution, folder);
  if (!existsSync(top)) return [];
  const inner = readdirSync(top).map((name) => join(top, name));
  return [top, ...inner.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())];
}

function isNewEnough(binary: RedisBinary): boolean {
  try {
    const env = redisEnv(binary);
    const text = execFileSync(binary.command, ['--version'], { encoding: 'utf8', env });
    const [major = 0, minor = 0] = (/v=(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number);
    return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
  } catch {
    return false;
  }
}

/** An environment in which the binary finds its libraries. */
export function redisEnv({ libraryPath }: RedisBinary): NodeJS.ProcessEnv {
  const inherited = process.env['LD_LIBRARY_PATH'];
  if (libraryPath === undefined) return process.env;
  const paths = [libraryPath, inherited].filter((path) => path !== undefined && path !== '');
  return { ...process.env, LD_LIBRARY_PATH: paths.join(delimiter) };
}
