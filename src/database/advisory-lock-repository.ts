import type { EntityManager } from 'typeorm';

/**
 * Transaction-level locks: booking capacity, capacity of running sessions, the names of master keys, and
 * the limit of erasures.
 */
type LockSpace =
  'book:client' | 'book:psychologist' | 'active:psychologist' | 'master-keys' | 'erasure';

type Locks = Partial<Record<LockSpace, readonly string[]>>;

/** Acquires all locks in one order, so that two transactions cannot deadlock. */
export async function lockForTransaction(tx: EntityManager, locks: Locks): Promise<void> {
  const keys = keysOf(locks);
  if (keys.length === 0) return;
  // Advisory locks belong to no entity, so QueryBuilder has nothing to select them from.
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended(key, 0))
     FROM (SELECT DISTINCT key FROM unnest($1::text[]) AS key ORDER BY key) AS keys`,
    [keys],
  );
}

/** Acquires the locks that are free; returns the ids of those that another transaction holds. */
export async function tryLockForTransaction(
  tx: EntityManager,
  space: LockSpace,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  // Advisory locks belong to no entity, so QueryBuilder has nothing to select them from.
  const held = await tx.query<{ id: string }[]>(
    `SELECT id FROM unnest($1::text[]) AS id
     WHERE NOT pg_try_advisory_xact_lock(hashtextextended($2 || ':' || id, 0))`,
    [ids, space],
  );
  return new Set(held.map(({ id }) => id));
}

function keysOf(locks: Locks): string[] {
  return Object.entries(locks).flatMap(([space, ids]) => ids.map((id) => `${space}:${id}`));
}
