import type { DataSource } from 'typeorm';
import { createDataSource } from '../../ormconfig';
import type { Config } from '../config/config';

/**
 * Runs a command of an operator and exits with the code that it resolves with; a failure is printed
 * without its stack, and exits with 2.
 */
export function runCommand(command: () => Promise<number>): void {
  command().then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(2);
    },
  );
}

/** Runs `work` on one connection to the configured database. */
export async function withDatabase<T>(
  { databaseUrl, deadlines }: Pick<Config, 'databaseUrl' | 'deadlines'>,
  work: (source: DataSource) => Promise<T>,
): Promise<T> {
  if (databaseUrl === undefined) {
    throw new Error('DATABASE_URL: is missing; npm start prints the port of its own PostgreSQL');
  }
  const source = createDataSource(databaseUrl, 1, deadlines.database);
  await source.initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}
