import type { DataSource } from 'typeorm';

/** What a use case needs of the database. */
export interface Db {
  source: DataSource;
  /** Called after a commit that wrote to these lanes of the outbox: they may be looked at. Never throws. */
  committed(lanes: readonly string[]): void;
}
