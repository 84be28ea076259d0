/**
 * `npm test`: runs Jest with whatever arguments follow, then says the result in one plain line,
 * `N passed, N failed`. A test file that could not run at all counts as failed.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const folder = mkdtempSync(join(tmpdir(), 'ruang-diri-results-'));
const outputFile = join(folder, 'results.json');

const args = [jest, '--json', '--outputFile', outputFile, ...process.argv.slice(2)];
// Jest prints its JSON on standard output as well; what people read is on standard error.
const run = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => run.kill(signal));

run.on('exit', (code, signal) => {
  const line = summary();
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`${line}\n`);
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
});

function summary() {
  let results;
  try {
    results = JSON.parse(readFileSync(outputFile, 'utf8'));
  } catch {
    return '0 passed, 1 failed';
  }
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  return (
    `${results.numPassedTests} passed, ${failed} failed` +
    (skipped > 0 ? `, ${skipped} skipped` : '')
  );
}
