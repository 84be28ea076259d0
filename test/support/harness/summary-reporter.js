const { existsSync, readFileSync, writeFileSync, writeSync } = require('node:fs');
const { relative } = require('node:path');
const { clearTimeout, setTimeout } = require('node:timers');
const { DURATIONS_FILE, readDurations } = require('./test-durations');

const SLOWEST = 20;
/** Longer than any test file takes on a loaded machine. */
const STALL_LIMIT_MS = 6 * 60_000;
const EXIT_LIMIT_MS = 60_000;

/**
 * Prints the slowest test files and, as the only line on standard output, `N passed, N failed`;
 * a test file that could not run counts as failed. A watchdog ends a run in which no test file
 * finishes, as failed, and a run that open handles keep alive, with its own result; both with names.
 * With UPDATE_DURATIONS=1 the durations are stored for the order of the next runs.
 */
module.exports = class SummaryReporter {
  constructor() {
    this.running = new Set();
    this.passed = 0;
    this.failed = 0;
  }

  onRunStart() {
    this.expectProgress();
  }

  onTestFileStart({ path }) {
    this.running.add(relative(process.cwd(), path));
  }

  onTestFileResult({ path }, { numPassingTests, numFailingTests, testExecError }) {
    this.running.delete(relative(process.cwd(), path));
    this.passed += numPassingTests;
    this.failed += numFailingTests + (testExecError ? 1 : 0);
    this.expectProgress();
  }

  onRunComplete(_contexts, results) {
    clearTimeout(this.watchdog);
    const seconds = durationsOf(results);
    printSlowest(seconds);
    if (process.env.UPDATE_DURATIONS) storeDurations(seconds);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    printSummary(results.numPassedTests, failed, skipped);
    setTimeout(() => {
      endRun('Open handles keep the test run alive', results.success ? 0 : 1);
    }, EXIT_LIMIT_MS).unref();
  }

  expectProgress() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      printSummary(this.passed, this.failed + Math.max(1, this.running.size), 0);
      const files = [...this.running].join(', ');
      endRun(`No test file finished within 6 minutes; running: ${files}`, 1);
    }, STALL_LIMIT_MS).unref();
  }
};

function durationsOf(results) {
  const entries = results.testResults.map(({ testFilePath, perfStats }) => [
    relative(process.cwd(), testFilePath),
    Math.round(perfStats.runtime / 100) / 10,
  ]);
  return Object.fromEntries(entries.sort(([, a], [, b]) => b - a));
}

function printSlowest(seconds) {
  const files = Object.entries(seconds);
  if (files.length === 1) return;
  for (const [file, duration] of files.slice(0, SLOWEST)) {
    process.stderr.write(`${duration.toFixed(1).padStart(6)} s  ${file}\n`);
  }
}

/** Replaces those of the files that ran; others keep theirs while they exist. */
function storeDurations(seconds) {
  const known = Object.entries({ ...readDurations(), ...seconds });
  const existing = known.filter(([file]) => existsSync(file));
  const sorted = Object.fromEntries(existing.sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(DURATIONS_FILE, `${JSON.stringify(sorted, undefined, 2)}\n`);
}

function printSummary(passed, failed, skipped) {
  const also = skipped > 0 ? `, ${skipped} skipped` : '';
  // Jest's own reporter buffers what is written to the streams, which an exit would lose.
  writeSync(1, `${passed} passed, ${failed} failed${also}\n`);
}

/** Jest's workers may be in an endless loop, so they are killed. */
function endRun(reason, exitCode) {
  const handles = process.getActiveResourcesInfo().join(', ');
  writeSync(2, `${reason}; open handles: ${handles}\n`);
  for (const pid of childrenOf(process.pid)) process.kill(pid, 'SIGKILL');
  process.exit(exitCode);
}

/** Linux only; elsewhere the processes end when they notice that their parent is gone. */
function childrenOf(pid) {
  try {
    const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return list.trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
