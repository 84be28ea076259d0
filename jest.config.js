/** Every test file runs against real servers that `test/support/harness/global-setup.ts` starts once. */
const base = JSON.parse(require('node:fs').readFileSync(`${__dirname}/.swcrc`, 'utf8'));

/** The web app's components, which Vite compiles for browsers. */
const react = {
  ...base,
  swcrc: false,
  jsc: {
    ...base.jsc,
    parser: { ...base.jsc.parser, tsx: true },
    transform: { ...base.jsc.transform, react: { runtime: 'automatic' } },
  },
};

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.tsx$': ['@swc/jest', react], '^.+\\.(ts|js)$': ['@swc/jest'] },
  // Published as ES modules alone, which Jest can load on Node 20 only when they are rewritten.
  transformIgnorePatterns: ['/node_modules/(?!(wouter|use-sync-external-store)/)'],
  moduleNameMapper: { '\\.css$': '<rootDir>/test/support/harness/css-modules-stub.ts' },
  globalSetup: '<rootDir>/test/support/harness/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/harness/global-teardown.ts',
  coverageProvider: 'v8',
  testTimeout: 30_000,
  maxWorkers: 2,
};
