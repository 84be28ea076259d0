const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** Symbols under which Jest stores the state of one test file on the global object. */
const JEST_STATE = /^[A-Z_]+$/;

/**
 * Runs test files in the global context of their worker process, not in a `vm` context each: the
 * modules that `product-runtime.js` shares need the same `Error`, `Date` and `Object` as the tests,
 * and the global object of a context is a proxy, which slows every lookup.
 */
module.exports = class ProcessEnvironment {
  constructor({ projectConfig }) {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    const timers = { config: projectConfig, global: globalThis };
    const timerConfig = { idToRef: (id) => id, refToId: (ref) => ref };
    this.fakeTimers = new LegacyFakeTimers({
      ...timers,
      timerConfig,
      moduleMocker: this.moduleMocker,
    });
    this.fakeTimersModern = new ModernFakeTimers(timers);
    // Jest replaces both for each test file.
    const { console } = globalThis;
    const { exit } = process;
    this.restoreGlobals = () => {
      globalThis.console = console;
      process.exit = exit;
    };
  }

  async setup() {}

  async teardown() {
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    this.restoreGlobals();
    for (const key of Object.getOwnPropertySymbols(globalThis)) {
      if (JEST_STATE.test(key.description ?? '')) delete globalThis[key];
    }
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** Jest requires one; `product-runtime.js` compiles without it. */
  getVmContext() {
    return globalThis;
  }
};
