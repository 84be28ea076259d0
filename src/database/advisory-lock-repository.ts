import type { EntityManager } from 'typeorm';

/** Transaction-level locks: booking capacity, and capacity of running sessions. */
type LockSpace = 'book:client' | 'book:psychologist' | 'active:psychologist';

/** Acquires all locks in one order, so that two transactions cannot deadlock. */
export async function lockForTransaction(
  tx: EntityManager,
  locks: Partial<Record<LockSpace, readonly string[]>>,
): Promise<void> {
  const keys = Object.entries(locks).flatMap(([space, ids]) => ids.map((id) => `${space}:${id}`));
  if (keys.length === 0) return;
  // Advisory locks belong to no entity, so QueryBuilder has nothing to select them from.
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended(key, 0))
     FROM (SELECT DISTINCT key FROM unnest($1::text[]) AS key ORDER BY key) AS keys`,
    [keys],
  );
}
