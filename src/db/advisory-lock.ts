import type { EntityManager } from 'typeorm';

/** What a transaction-long lock protects: places to book, or places to run at the same time. */
type LockSpace = 'book:client' | 'book:psychologist' | 'active:psychologist';

/** Waits for the locks in a fixed order, so that two holders never wait for each other. */
export async function lockForTransaction(
  tx: EntityManager,
  space: LockSpace,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended(key, 0))
     FROM (SELECT DISTINCT $1 || ':' || id AS key FROM unnest($2::text[]) AS id ORDER BY 1) AS keys`,
    [space, ids],
  );
}
