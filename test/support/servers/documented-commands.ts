import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findInstalledPostgres } from '../../../src/dev/postgres/postgres-binaries';
import { projectRoot } from '../../../src/dev/project-root';

const PAGE = readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8');
const LIMIT_MS = 60_000;
const run = promisify(execFile);

/** The blocks of commands of a section of docs/operations.md, in order. */
export function commandsOf(section: string): string[] {
  const [, text] = PAGE.split(`\n## ${section}\n`);
  if (text === undefined) throw new Error(`docs/operations.md has no section "${section}"`);
  const [own = ''] = text.split('\n## ');
  return [...own.matchAll(/^( *)```bash\n([^]*?)^ *```$/gm)].map(([, indent = '', code = '']) =>
    code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

/** Runs a block as the page says, with the variables of the page; returns its output. */
export async function runCommands(commands: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await run('bash', ['-eu', '-o', 'pipefail', '-c', commands], {
    cwd: projectRoot,
    env: { PATH: process.env['PATH'], ...env },
    timeout: LIMIT_MS,
  });
  return stdout;
}

const TOOLS = ['pg_dump', 'pg_restore', 'pg_basebackup', 'psql', 'curl', 'tar'];
const MISSING =
  'PostgreSQL with its client programs, or curl, is not installed, so docs/operations.md was not ' +
  'tested. Install it (Debian, Ubuntu: apt-get install postgresql curl).';

/** `describe` for tests that need them: skipped with a warning without, a failure under CI. */
export function describeWithOperatorTools(title: string, body: () => void): void {
  const hasAll =
    findInstalledPostgres() !== undefined &&
    TOOLS.every((tool) => spawnSync(tool, ['--version']).status === 0);
  if (hasAll) return void describe(title, body);
  if (process.env['CI'] === 'true') {
    it(`${title}: needs PostgreSQL's programs`, () => {
      throw new Error(MISSING);
    });
    return;
  }
  process.stderr.write(`\n${MISSING}\n\n`);
  describe.skip(title, body);
}
