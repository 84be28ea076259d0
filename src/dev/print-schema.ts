import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { MigrationInterface } from 'typeorm';

const MIGRATIONS = join(__dirname, '../../migrations');

const load = createRequire(__filename);

type MigrationModule = Record<string, new () => MigrationInterface>;

/**
 * The schema as SQL, for creating the tables without TypeORM: the statements of all migrations in
 * order, without the rows of TypeORM's own tables.
 */
export async function schemaAsSql(): Promise<string> {
  const statements: string[] = [];
  const recorder = {
    query: (sql: string): Promise<void> => {
      if (!sql.includes('typeorm_metadata')) statements.push(`${sql.trim()};`);
      return Promise.resolve();
    },
  };
  for (const file of migrationFiles()) {
    const migrations = Object.values(load(file) as MigrationModule);
    for (const Migration of migrations) await new Migration().up(recorder as never);
  }
  return `${statements.join('\n\n')}\n`;
}

/** By their time, whichever folder they are in. */
function migrationFiles(): string[] {
  return readdirSync(MIGRATIONS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ parentPath, name }) => join(parentPath, name));
}

if (require.main === module) {
  void schemaAsSql().then((sql) => process.stdout.write(sql));
}
