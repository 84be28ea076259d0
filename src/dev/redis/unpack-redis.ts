import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGES = ['redis-server', 'valkey-server'];

/**
 * Downloads the distribution's Redis with apt and unpacks it into `target`, without root and without
 * changes to the system. Returns false without apt, or if apt has no such package.
 */
export async function unpackRedis(target: string, log: (line: string) => void): Promise<boolean> {
  if (!(await succeeds('dpkg-deb', ['--version'])) || !(await succeeds('apt-get', ['--version']))) {
    return false;
  }
  const draft = `${target}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  try {
    log('Redis is not installed: downloading it with apt-get into .data/redis-dist.');
    const found =
      (await fetchInto(draft, [])) || (await fetchInto(draft, await refreshLists(draft, log)));
    if (!found) return false;
    if (!existsSync(target)) renameSync(join(draft, 'root'), target);
    return true;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The system's package lists may be empty or stale, and updating them needs root: uses a copy. */
async function refreshLists(draft: string, log: (line: string) => void): Promise<string[]> {
  log("The system's package lists do not contain Redis: running apt-get update on a copy.");
  const lists = join(draft, 'lists');
  const cache = join(draft, 'cache');
  for (const dir of [lists, cache]) mkdirSync(join(dir, 'partial'), { recursive: true });
  mkdirSync(join(cache, 'archives', 'partial'), { recursive: true });
  const options = ['-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${cache}`];
  await succeeds('apt-get', [...options, 'update'], draft);
  return options;
}

async function fetchInto(draft: string, options: string[]): Promise<boolean> {
  for (const name of PACKAGES) {
    const names = await missingPackages(name, options);
    if (names.length === 0) continue;
    const debs = join(draft, 'debs');
    mkdirSync(debs, { recursive: true });
    if (!(await succeeds('apt-get', [...options, 'download', ...names], debs))) continue;
    for (const deb of readdirSync(debs).filter((file) => file.endsWith('.deb'))) {
      await run('dpkg-deb', ['-x', join(debs, deb), join(draft, 'root')]);
    }
    return true;
  }
  return false;
}

/** The package and its dependencies that are not installed yet; empty if apt does not have it. */
async function missingPackages(name: string, options: string[]): Promise<string[]> {
  try {
    const flags = ['install', '--simulate', '--reinstall', '--no-install-recommends'];
    const { stdout } = await run('apt-get', [...options, ...flags, name], { env: plainEnv() });
    const names = [...stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
    return names.includes(name) ? names : [];
  } catch {
    return [];
  }
}

async function succeeds(command: string, args: string[], cwd?: string): Promise<boolean> {
  try {
    await run(command, args, { cwd, env: plainEnv() });
    return true;
  } catch {
    return false;
  }
}

function plainEnv(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
}
