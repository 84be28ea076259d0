import { QueryFailedError } from 'typeorm';
import type { DataSource, QueryRunner } from 'typeorm';

interface NamedQuery {
  name: string;
  text: string;
  values: unknown[];
}

/** What of the PostgreSQL driver is used here: its pool, or one of its connections. */
export interface Connection {
  query(statement: NamedQuery): Promise<{ rows: unknown[] }>;
}

export interface Statement {
  /** Names the statement on each connection; one text for one name. */
  name: string;
  text: string;
}

/** TypeORM's own pool: whichever connection is free. */
export function poolOf(source: DataSource): Connection {
  return (source.driver as unknown as { master: Connection }).master;
}

/** The one connection of a query runner. */
export async function connectionOf(runner: QueryRunner): Promise<Connection> {
  return (await runner.connect()) as Connection;
}

/**
 * Runs a statement that is parsed and planned once a connection instead of once a call: for the
 * few that every message goes through. Fails as TypeORM's queries do.
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
