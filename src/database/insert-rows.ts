import type { EntityManager, EntityTarget, InsertQueryBuilder, ObjectLiteral } from 'typeorm';

/**
 * An INSERT with one array parameter per column. The parameters of `values()`, one per value, take
 * most of the time of a large INSERT.
 */
export function insertRows<Entity extends ObjectLiteral, Column extends keyof Entity & string>(
  manager: EntityManager,
  entity: EntityTarget<Entity>,
  { columns: given, rows }: { columns: readonly Column[]; rows: readonly Pick<Entity, Column>[] },
): InsertQueryBuilder<Entity> {
  const metadata = manager.dataSource.getMetadata(entity);
  // TypeORM lists the columns in the entity's order.
  const order = metadata.columns.map(({ propertyName }) => propertyName);
  const columns = given.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  const typeOf = (column: Column) => String(metadata.findColumnWithPropertyName(column)?.type);
  // Unique in a statement that inserts into several tables.
  const parameterOf = (column: Column) => `${metadata.tableName}_${column}`;
  const arrays = columns.map((column) => `:${parameterOf(column)}::${typeOf(column)}[]`);
  const names = columns.map((column) => `"${column}"`);
  const parameters: Record<string, unknown> = {};
  for (const column of columns) parameters[parameterOf(column)] = rows.map((row) => row[column]);
  return manager
    .createQueryBuilder()
    .insert()
    .into(entity, columns)
    .valuesFromSelect((query) =>
      query
        .select(names.map((name) => `item.${name}`))
        .from(`(SELECT * FROM unnest(${arrays.join()}) AS item (${names.join()}))`, 'item')
        .setParameters(parameters),
    )
    .updateEntity(false)
    .callListeners(false);
}
