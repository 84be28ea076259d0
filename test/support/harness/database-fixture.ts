import { createDataSource } from '../../../ormconfig';
import type { Db } from '../../../src/database/db';
import { StatementCounter } from './statement-counter';
import { createTestDatabase } from './test-database';

/** A separate database, for use cases that need no other service. */
export interface DatabaseFixture {
  db: Db;
  /** Number of statements that `work` sends to the database. */
  countStatements(work: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

export async function openDatabaseFixture(): Promise<DatabaseFixture> {
  const database = await createTestDatabase();
  const source = createDataSource(database.url);
  const counter = new StatementCounter(['query']);
  source.setOptions({ logger: counter, logging: ['query'] });
  await source.initialize();
  return {
    db: { source, longStatementMs: 60_000, committed: () => undefined },
    countStatements: async (work) => {
      const before = counter.statements;
      await work();
      return counter.statements - before;
    },
    close: async () => {
      await source.destroy();
      await database.drop();
    },
  };
}
