import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';
import { limitStatements } from './connection-repository';
import type { Db } from './db';
import { inTransaction } from './in-transaction';

const allowance = new AsyncLocalStorage<number>();
/** The server ends the statement first. */
const MARGIN_MS = 1_000;

/** How long the client waits for the answer to a statement at least. */
export function longestAnswer(): number {
  return allowance.getStore() ?? 0;
}

/**
 * Like `inTransaction`, for statements over any number of rows, such as those of an erasure, which must
 * not fail for good because a conversation is large.
 */
export function inLongTransaction<T>(db: Db, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  const { longStatementMs } = db;
  return allowance.run(longStatementMs + MARGIN_MS, () =>
    inTransaction(db, async (tx) => {
      await limitStatements(tx, longStatementMs);
      return work(tx);
    }),
  );
}
