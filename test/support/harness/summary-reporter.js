const { relative } = require('node:path');
const { setTimeout } = require('node:timers');

const SLOWEST = 15;
const EXIT_LIMIT_MS = 60_000;

/**
 * Prints the slowest test files and, as the only line on standard output, `N passed, N failed`;
 * a test file that could not run counts as failed. Ends a run that open handles keep alive,
 * with the result of its tests.
 */
module.exports = class SummaryReporter {
  onRunComplete(_contexts, results) {
    const files = results.testResults
      .map(({ testFilePath, perfStats }) => ({ testFilePath, ms: perfStats.runtime }))
      .sort((a, b) => b.ms - a.ms);
    for (const { testFilePath, ms } of files.length > 1 ? files.slice(0, SLOWEST) : []) {
      const seconds = (ms / 1000).toFixed(1).padStart(6);
      process.stderr.write(`${seconds} s  ${relative(process.cwd(), testFilePath)}\n`);
    }
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    process.stdout.write(
      `${results.numPassedTests} passed, ${failed} failed` +
        `${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
    );
    setTimeout(() => {
      process.stderr.write('Open handles keep the test run alive; exiting.\n');
      process.exit(results.success ? 0 : 1);
    }, EXIT_LIMIT_MS).unref();
  }
};
