import { QueryFailedError } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Db } from './db';
import { writtenDestinations } from './written-destinations';

const DEADLOCK = '40P01';
const SERIALIZATION = '40001';
const MAX_ATTEMPTS = 4;

/**
 * Runs `work` in a READ COMMITTED transaction (see `ormconfig.ts`) and retries deadlock victims, so
 * `work` must touch nothing but the database. Lock order everywhere: booking locks → session →
 * counseling → active-limit locks → conversation → members.
 */
export async function inTransaction<T>(
  db: Db,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  let destinations: string[] = [];
  const result = await retryRolledBack(() =>
    db.source.transaction(async (tx) => {
      const done = await work(tx);
      destinations = writtenDestinations(tx);
      return done;
    }),
  );
  if (destinations.length > 0) db.committed(destinations);
  return result;
}

/** Retries a statement or transaction that PostgreSQL rolled back because of a concurrent one. */
export async function retryRolledBack<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isRetryable = [DEADLOCK, SERIALIZATION].includes(pgErrorCode(error) ?? '');
      if (!isRetryable || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** SQLSTATE of a failed query, such as `23P01`; undefined for any other error. */
export function pgErrorCode(error: unknown): string | undefined {
  return driverErrorOf(error)?.code;
}

/** Constraint that a failed query violated. */
export function violatedConstraint(error: unknown): string | undefined {
  return driverErrorOf(error)?.constraint;
}

interface DriverError {
  code?: string;
  constraint?: string;
}

function driverErrorOf(error: unknown): DriverError | undefined {
  return error instanceof QueryFailedError ? (error.driverError as DriverError) : undefined;
}
