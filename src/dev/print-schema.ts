import { createDataSource } from '../../ormconfig';

/**
 * The schema as SQL, for creating the tables without TypeORM: the statements of all migrations in
 * order, without the rows of TypeORM's own tables.
 */
export async function schemaAsSql(): Promise<string> {
  const source = createDataSource('postgres://not-connected');
  // Loads the migrations without connecting.
  await (source as unknown as { buildMetadatas(): Promise<void> }).buildMetadatas();
  const statements: string[] = [];
  const recorder = {
    query: (sql: string): Promise<void> => {
      if (!sql.includes('typeorm_metadata')) statements.push(`${sql.trim()};`);
      return Promise.resolve();
    },
  };
  const migrations = [...source.migrations].sort((a, b) => migrationNumber(a) - migrationNumber(b));
  for (const migration of migrations) await migration.up(recorder as never);
  return `${statements.join('\n\n')}\n`;
}

const migrationNumber = ({ name = '' }: { name?: string }): number =>
  Number(/\d+$/.exec(name)?.[0]);

if (require.main === module) {
  void schemaAsSql().then((sql) => process.stdout.write(sql));
}
