import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** Selects an expression over entity properties for each property of `Row`. */
export function selectRows<Row extends object>(
  query: SelectQueryBuilder<ObjectLiteral>,
  columns: Record<keyof Row & string, string>,
): Promise<Row[]> {
  query.select([]);
  for (const [name, expression] of Object.entries<string>(columns)) {
    query.addSelect(expression, name);
  }
  return query.getRawMany<Row>();
}
