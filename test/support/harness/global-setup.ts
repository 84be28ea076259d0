import { startTestServers } from './test-servers';

interface JestGlobalConfig {
  testPathPatterns?: { patterns?: string[] };
}

/** Starts the real servers once per run, unless only unit tests were selected. */
export default async function globalSetup(jest: JestGlobalConfig): Promise<void> {
  const patterns = jest.testPathPatterns?.patterns ?? [];
  const unitOnly = patterns.length > 0 && patterns.every((text) => text.includes('test/unit'));
  if (!unitOnly) await startTestServers();
}
