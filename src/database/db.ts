import type { DataSource } from 'typeorm';

/** The database for use cases. */
export interface Db {
  source: DataSource;
  /** How long a statement of `inLongTransaction` may run, in milliseconds. */
  longStatementMs: number;
  /**
   * Called after a commit that wrote outbox events for these destinations; wakes up their relay.
   * Never throws.
   */
  committed(destinations: readonly string[]): void;
}
