const { relative } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;
const { readDurations } = require('./test-durations');

/** Runs the longest test files first, so that both processes finish together; new files start. */
module.exports = class LongestFirstSequencer extends Sequencer {
  sort(tests) {
    const seconds = readDurations();
    const durationOf = ({ path }) => seconds[relative(process.cwd(), path)] ?? Infinity;
    return [...tests].sort((a, b) => durationOf(b) - durationOf(a) || (a.path < b.path ? -1 : 1));
  }
};
