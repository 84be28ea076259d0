import pino from 'pino';
import { createDataSource } from '../../../ormconfig';
import { DatabaseClock } from '../../../src/database/database-clock';
import { readDatabaseTime } from '../../../src/database/clock-repository';
import { createTestDatabase } from '../../support/harness/test-database';
import type { TestDatabase } from '../../support/harness/test-database';

const MINUTE = 60_000;
const TOLERANCE_MS = 500;

describe("the database's clock", () => {
  let database: TestDatabase;
  let clock: DatabaseClock | undefined;
  const lines: { msg: string; differenceMs: number }[] = [];
  const logger = pino(
    {},
    { write: (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]) },
  );

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await clock?.stop();
    lines.length = 0;
  });
  afterAll(() => database.drop());

  it.each([0, 5 * MINUTE, -5 * MINUTE])(
    'is followed by a process whose clock is %i ms ahead, which says so',
    async (ahead) => {
      const now = Date.now.bind(Date);
      jest.spyOn(Date, 'now').mockImplementation(() => now() + ahead);
      const source = await createDataSource(database.url, 1).initialize();
      clock = new DatabaseClock(source, logger);
      await clock.start();
      const behind = (await readDatabaseTime(source.manager)) - clock.now();
      expect(Math.abs(behind)).toBeLessThan(TOLERANCE_MS);
      expect(Math.abs(clock.differenceMs() - ahead)).toBeLessThan(TOLERANCE_MS);
      expect(lines.map(({ msg }) => msg)).toEqual(
        ahead === 0 ? [] : ["The process's clock differs from the database's"],
      );
      await clock.stop();
      await source.destroy();
    },
  );
});
