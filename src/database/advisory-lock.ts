import type { EntityManager } from 'typeorm';

/** What a transaction-long lock protects: places to book, or places to run at the same time. */
type LockSpace = 'book:client' | 'book:psychologist' | 'active:psychologist';

/** Waits for all of the locks in one fixed order, so that two holders never wait for each other. */
export async function lockForTransaction(
  tx: EntityManager,
  wanted: Partial<Record<LockSpace, readonly string[]>>,
): Promise<void> {
  const keys = Object.entries(wanted).flatMap(([space, ids]) => ids.map((id) => `${space}:${id}`));
  if (keys.length === 0) return;
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended(key, 0))
     FROM (SELECT DISTINCT key FROM unnest($1::text[]) AS key ORDER BY key) AS keys`,
    [keys],
  );
}
