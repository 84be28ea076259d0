import type { DataSource } from 'typeorm';

/** What a use case needs of the database. */
export interface Db {
  source: DataSource;
  /** Called after every commit: whoever delivers the outbox may look now. Never throws. */
  committed(): void;
}
