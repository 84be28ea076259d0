import { createDataSource } from '../../ormconfig';
import { seedDemoUsers } from '../users/demo-users';

export interface DatabaseOptions {
  url: string;
  withDemoUsers: boolean;
  log: (line: string) => void;
}

/** Brings the database to the present: runs the migrations it lacks and adds the demo people. */
export async function prepareDatabase({
  url,
  withDemoUsers: demoPeople,
  log,
}: DatabaseOptions): Promise<void> {
  const source = createDataSource(url, 2);
  try {
    await source.initialize();
    const done = await source.runMigrations();
    log(done.length === 0 ? 'The database is up to date.' : `Ran ${done.length} migration(s).`);
    if (demoPeople) await seedDemoUsers(source.manager);
  } catch (error) {
    const { host, pathname } = new URL(url);
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The database at ${host}${pathname} could not be prepared: ${why || 'no answer'}. ` +
        'Check that it runs and that DATABASE_URL names an existing database.',
      { cause: error },
    );
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}
