import type { EntityManager } from 'typeorm';

/**
 * Stores what a request returns in the transaction of its fact, where the request has an
 * `Idempotency-Key`. Use cases call it last in their transaction.
 */
export type RecordAnswer = (tx: EntityManager, output: unknown) => Promise<void>;

/** For requests without an `Idempotency-Key`. */
export const recordNothing: RecordAnswer = () => Promise.resolve();
