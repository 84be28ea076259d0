import { QueryFailedError } from 'typeorm';
import type { DataSource } from 'typeorm';

interface NamedQuery {
  name: string;
  text: string;
  values: unknown[];
}

/** The part of the PostgreSQL driver in use. */
export interface Connection {
  query(statement: NamedQuery): Promise<{ rows: unknown[] }>;
}

export interface Statement {
  /** Statement name per connection; one text per name. */
  name: string;
  text: string;
}

/** TypeORM's pool. */
export function poolOf(source: DataSource): Connection {
  return (source.driver as unknown as { master: Connection }).master;
}

/**
 * Runs a prepared statement, parsed and planned once per connection, for the few queries of every
 * message. Fails as TypeORM queries do.
 */
export async function preparedQuery<Row>(
  connection: Connection,
  { name, text }: Statement,
  values: unknown[],
): Promise<Row[]> {
  try {
    const { rows } = await connection.query({ name, text, values });
    return rows as Row[];
  } catch (error) {
    throw new QueryFailedError(text, values, error as Error);
  }
}
