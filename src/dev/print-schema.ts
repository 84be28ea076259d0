import { createDataSource } from '../../ormconfig';

/**
 * The schema as SQL, for whoever makes the tables by hand: what all migrations do, one after the
 * other. Entries in TypeORM's own tables are left out; only TypeORM needs them.
 */
export async function schemaAsSql(): Promise<string> {
  const source = createDataSource('postgres://nowhere');
  // Reads the migrations; nothing is connected.
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
