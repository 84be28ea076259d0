const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Seconds per test file, measured on two cores. */
const DURATIONS_FILE = join(__dirname, 'test-durations.json');

function readDurations() {
  return existsSync(DURATIONS_FILE) ? JSON.parse(readFileSync(DURATIONS_FILE, 'utf8')) : {};
}

module.exports = { DURATIONS_FILE, readDurations };
