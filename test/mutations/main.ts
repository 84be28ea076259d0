import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testFileOf } from './mutation-tests';
import { MUTATIONS } from './mutations';
import type { Mutation } from './mutations';

/*
 * `npm run mutate [-- promise …]` breaks the product in a scratch copy, one mutation at a time, and
 * runs the test file of the promise. Prints which tests failed; fails when the test of the promise
 * did not.
 */

const ROOT = join(__dirname, '../..');
const LIMIT_MS = 300_000;

interface JestReport {
  testResults: { message: string; assertionResults: { title: string; status: string }[] }[];
}

function main(): void {
  const ids = process.argv.slice(2);
  const unknown = ids.filter((id) => !MUTATIONS.some(({ promise }) => promise === id));
  if (unknown.length > 0) throw new Error(`No mutation for ${unknown.join(', ')}`);
  const selected = MUTATIONS.filter(({ promise }) => ids.length === 0 || ids.includes(promise));
  const copy = copyProject();
  try {
    const missed = selected.filter((mutation) => !isCaught(copy, mutation));
    const caught = selected.length - missed.length;
    process.stdout.write(`${caught} of ${selected.length} mutations caught\n`);
    process.exitCode = missed.length > 0 ? 1 : 0;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Tracked and new files; packages and the downloaded Redis are shared. */
function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'ruang-diri-mutation-'));
  const git = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const files = execFileSync('git', git, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  for (const file of files.filter((name) => name && existsSync(join(ROOT, name)))) {
    cpSync(join(ROOT, file), join(copy, file));
  }
  cpSync(join(ROOT, 'dist'), join(copy, 'dist'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const redis = join(ROOT, '.data/redis-dist');
  mkdirSync(join(copy, '.data'));
  if (existsSync(redis)) symlinkSync(redis, join(copy, '.data/redis-dist'));
  return copy;
}

function isCaught(copy: string, mutation: Mutation): boolean {
  const { promise, breaks, file, from, to } = mutation;
  const path = join(copy, file);
  const original = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    original.replace(from, () => to),
  );
  try {
    if (file.startsWith('src/web/')) run(copy, ['run', '--silent', 'build:web']);
    const failed = failedTests(copy, mutation);
    const caught = failed.some((title) => title.startsWith(`${promise} `));
    const titles = failed.map((title) => `\n    ${title}`).join('');
    process.stdout.write(`${caught ? 'caught' : 'MISSED'} ${promise}: ${breaks}${titles}\n`);
    return caught;
  } finally {
    writeFileSync(path, original);
  }
}

/** Titles of the failed tests in the test file of the promise. */
function failedTests(copy: string, { promise }: Mutation): string[] {
  const output = join(copy, '.data/report.json');
  rmSync(output, { force: true });
  run(copy, ['exec', '--', 'jest', testFileOf(promise), '--json', `--outputFile=${output}`]);
  if (!existsSync(output)) throw new Error(`${promise}: the test run did not end`);
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as JestReport;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  if (tests.length === 0)
    throw new Error(`${promise}: ${testResults[0]?.message ?? 'no test ran'}`);
  return tests.filter(({ status }) => status === 'failed').map(({ title }) => title);
}

function run(cwd: string, args: string[]): void {
  const { error } = spawnSync('npm', args, { cwd, stdio: 'ignore', timeout: LIMIT_MS });
  if (error) throw error;
}

main();
