import type { BookedCounseling } from '../../../src/sessions/booking/book-counseling';
import { createDataSource } from '../../../ormconfig';
import { bookingBody, bookSession } from '../../support/fixtures/book-session';
import { createUsers } from '../../support/fixtures/create-users';
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

  it.each([
    ['in_person', 'in_person'],
    ['chat', 'video'],
    ['call', 'chat'],
  ])('accept one of %s and %s at a time', async (first, second) => {
    const own = await system.addUser('psychologist');
    const others = await createUsers(system, 'client', 10);
    const responses = await Promise.all(
      others.map((as, index) => {
        const method = index % 2 ? second : first;
        const body = bookingBody({ psychologist: own, method, startsIn: 7_200_000 });
        return system.call<BookedCounseling>('POST', '/api/v1/counselings/book', { as, body });
      }),
    );
    const booked = responses.filter(({ status }) => status === 201);
    const methods = booked.map(({ body }) => body.data.method);
    // Chats may run side by side, up to five; any other method runs alone.
    if (methods.some((method) => method !== 'chat')) expect(methods).toHaveLength(1);
    else expect(methods).toHaveLength(5);
    const refused = responses.filter(({ status }) => status !== 201).map(({ body }) => body.code);
    expect(new Set(refused)).toEqual(new Set(['psychologist-full']));
  });
});
