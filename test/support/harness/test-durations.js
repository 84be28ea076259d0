const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/**
 * Seconds per test file on two cores, stored by `UPDATE_DURATIONS=1`. Only their order matters, so a
 * new file may have an estimate.
 */
const DURATIONS_FILE = join(__dirname, 'test-durations.json');

function readDurations() {
  return existsSync(DURATIONS_FILE) ? JSON.parse(readFileSync(DURATIONS_FILE, 'utf8')) : {};
}

module.exports = { DURATIONS_FILE, readDurations };
