import { stopTestServers } from './test-servers';

/** Stops the servers of `global-setup.ts` and removes their data. */
export default async function globalTeardown(): Promise<void> {
  await stopTestServers();
}
