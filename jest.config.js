const base = JSON.parse(require('node:fs').readFileSync(`${__dirname}/.swcrc`, 'utf8'));

/** For the web app's components. */
const react = {
  ...base,
  swcrc: false,
  jsc: {
    ...base.jsc,
    parser: { ...base.jsc.parser, tsx: true },
    transform: { ...base.jsc.transform, react: { runtime: 'automatic' } },
  },
};

const shared = {
  testEnvironment: 'node',
  transform: { '^.+\\.tsx$': ['@swc/jest', react], '^.+\\.(ts|js)$': ['@swc/jest'] },
  // Jest cannot load these packages on Node 20 untransformed: they are ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(wouter|use-sync-external-store)/)'],
  moduleNameMapper: { '\\.css$': '<rootDir>/test/support/harness/css-modules-stub.ts' },
};

/** The test files of a worker process share one loaded product, unless it changes or is instrumented. */
const loadedOnce = process.argv.some((argument) => /^--(watch|coverage)/.test(argument))
  ? {}
  : {
      runtime: '<rootDir>/test/support/harness/product-runtime.js',
      testEnvironment: '<rootDir>/test/support/harness/process-environment.js',
    };

const product = {
  ...shared,
  ...loadedOnce,
  // Starts PostgreSQL and Redis once per run.
  globalSetup: '<rootDir>/test/support/harness/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/harness/global-teardown.ts',
};

/** `jest --selectProjects unit product` leaves out what kills, restarts and loads processes. */
module.exports = {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/test/unit/**/*.test.ts'] },
    {
      ...product,
      displayName: 'product',
      testMatch: ['<rootDir>/test/{conformance,e2e,integration}/**/*.test.ts'],
    },
    { ...product, displayName: 'system', testMatch: ['<rootDir>/test/system/**/*.test.ts'] },
  ],
  reporters: ['default', '<rootDir>/test/support/harness/summary-reporter.js'],
  testSequencer: '<rootDir>/test/support/harness/longest-first-sequencer.js',
  coverageProvider: 'v8',
  testTimeout: 30_000,
  maxWorkers: 2,
};
