import { createDataSource } from '../../../ormconfig';
import { bookSession } from '../../support/fixtures/book-session';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const CLIENT_COUNT = 40;

describe('many concurrent bookings of one psychologist', () => {
  let system: TestSystem;
  let psychologist: TestUser;
  let clients: TestUser[];
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    psychologist = await system.addUser('psychologist');
    clients = [];
    for (let n = 0; n < CLIENT_COUNT; n += 1) clients.push(await system.addUser('client'));
  });
  afterAll(() => system.stop());

  async function waiting(): Promise<number> {
    const [row] = await system.query<{ count: string }>(
      `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    return Number(row?.count);
  }

  it('leave connections for other requests while they wait', async () => {
    const other = await createDataSource(system.databaseUrl, 1).initialize();
    const blocker = other.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `book:psychologist:${psychologist.id}`,
    ]);
    const bookings = clients.map((client) => bookSession(system, client, { psychologist }));
    const settled = Promise.allSettled(bookings);
    await waitFor('bookings at the lock', async () => (await waiting()) > 0);
    const responses = await Promise.all(
      clients.map((client) =>
        system.call('GET', '/api/v1/counselings/user-sessions', { as: client }),
      ),
    );
    expect(responses.map(({ status }) => status)).toEqual(clients.map(() => 200));
    await blocker.commitTransaction();
    await blocker.release();
    const outcomes = await settled;
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    await other.destroy();
  });
});
