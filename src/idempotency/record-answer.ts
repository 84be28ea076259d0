import type { EntityManager } from 'typeorm';

/**
 * Stores what a request returns in the transaction of its fact, where the request has an
 * `Idempotency-Key`. Use cases call it last in their transaction.
 */
export type RecordAnswer = (tx: EntityManager, output: unknown) => Promise<void>;

/** Part of the input of use cases behind idempotent routes. */
export interface Recorded {
  recordAnswer?: RecordAnswer;
}

/** For requests without an `Idempotency-Key`. */
export const recordNothing: RecordAnswer = () => Promise.resolve();
