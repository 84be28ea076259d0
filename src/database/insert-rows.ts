import type { EntityManager, EntityTarget, InsertQueryBuilder, ObjectLiteral } from 'typeorm';

type ColumnOf<Entity> = keyof Entity & string;

/** Another part of the statement that the rows (alias `item`) are joined with. */
export interface JoinedPart<Entity> {
  table: string;
  on: string;
  /** Expressions of further columns, or instead of a column of the rows. */
  columns: Partial<Record<ColumnOf<Entity>, string>>;
}

interface InsertedRows<Entity, Column extends ColumnOf<Entity>> {
  columns: readonly Column[];
  rows: readonly Pick<Entity, Column>[];
  joined?: JoinedPart<Entity> | undefined;
}

/**
 * An INSERT with one array parameter per column. The parameters of `values()`, one per value, take
 * most of the time of a large INSERT.
 */
export function insertRows<Entity extends ObjectLiteral, Column extends ColumnOf<Entity>>(
  manager: EntityManager,
  entity: EntityTarget<Entity>,
  { columns, rows, joined }: InsertedRows<Entity, Column>,
): InsertQueryBuilder<Entity> {
  const metadata = manager.dataSource.getMetadata(entity);
  const typeOf = (column: Column) => String(metadata.findColumnWithPropertyName(column)?.type);
  // Unique in a statement that inserts into several tables.
  const parameterOf = (column: Column) => `${metadata.tableName}_${column}`;
  const arrays = columns.map((column) => `:${parameterOf(column)}::${typeOf(column)}[]`);
  const parameters: Record<string, unknown> = {};
  for (const column of columns) parameters[parameterOf(column)] = rows.map((row) => row[column]);
  const names = columns.map((column) => `"${column}"`);
  const expressions: Partial<Record<string, string>> = joined?.columns ?? {};
  const given = new Set<string>([...columns, ...Object.keys(expressions)]);
  // In the order in which `into` names them.
  const inserted = metadata.columns
    .map(({ propertyName }) => propertyName)
    .filter((name) => given.has(name));
  const values = inserted.map((name) => `${expressions[name] ?? `item."${name}"`} AS "${name}"`);
  const items = `unnest(${arrays.join()}) AS item (${names.join()})`;
  const join = joined ? `JOIN ${joined.table} ON ${joined.on}` : '';
  return manager
    .createQueryBuilder()
    .insert()
    .into(entity, inserted)
    .valuesFromSelect((query) =>
      query
        .select(inserted.map((name) => `item."${name}"`))
        .from(`(SELECT ${values.join()} FROM ${items} ${join})`, 'item')
        .setParameters(parameters),
    )
    .updateEntity(false)
    .callListeners(false);
}
