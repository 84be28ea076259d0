import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../ormconfig';
import { createTestDatabase } from '../../support/harness/test-database';
import type { TestDatabase } from '../../support/harness/test-database';

let database: TestDatabase;
let sources: DataSource[];

beforeEach(async () => {
  database = await createTestDatabase();
  sources = [0, 1, 2].map(() => createDataSource(database.url, 1));
  await Promise.all(sources.map((source) => source.initialize()));
  await sources[0]?.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
});
afterEach(async () => {
  await Promise.all(sources.map((source) => source.destroy()));
  await database.drop();
});

it('migrations started three times at once run once, and the others wait for them', async () => {
  const runs = await Promise.all(sources.map((source) => source.runMigrations()));
  const counts = runs.map(({ length }) => length).sort((one, other) => one - other);
  expect(counts.slice(0, 2)).toEqual([0, 0]);
  expect(counts[2]).toBeGreaterThan(10);
  await Promise.all(
    sources.map(async (source) => expect(await source.showMigrations()).toBe(false)),
  );
});
