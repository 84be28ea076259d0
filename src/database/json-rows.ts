import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/**
 * The rows of a sub-query as one column: a JSON array of objects, in which dates are ISO strings. It
 * reads the rows of several tables in the statement of their owner.
 */
export function jsonRows<Row extends object>(
  query: SelectQueryBuilder<ObjectLiteral>,
  columns: Record<keyof Row & string, string>,
  order: string,
): string {
  const pairs = Object.entries<string>(columns).map(([name, column]) => `'${name}', ${column}`);
  const rows = `json_agg(json_build_object(${pairs.join(', ')}) ORDER BY ${order})`;
  return `(${query.select(`coalesce(${rows}, '[]')`).getQuery()})`;
}
