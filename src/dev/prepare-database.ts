import { createDataSource } from '../../ormconfig';
import { seedDemoUsers } from '../users/demo-users';

export interface DatabaseOptions {
  url: string;
  withDemoUsers: boolean;
  log: (line: string) => void;
}

/** Runs pending migrations and adds the demo users. */
export async function prepareDatabase(options: DatabaseOptions): Promise<void> {
  const { url, withDemoUsers, log } = options;
  const source = createDataSource(url, 2);
  try {
    await source.initialize();
    const run = await source.runMigrations();
    log(run.length === 0 ? 'The database is up to date.' : `Ran ${run.length} migration(s).`);
    if (withDemoUsers) await seedDemoUsers(source.manager);
  } catch (error) {
    const { host, pathname } = new URL(url);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The database at ${host}${pathname} could not be prepared: ${reason || 'no response'}. ` +
        'Check that it is running and that DATABASE_URL names an existing database.',
      { cause: error },
    );
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}
