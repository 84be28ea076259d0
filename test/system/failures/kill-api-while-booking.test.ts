import type { z } from 'zod';
import type { bookedResponse } from '../../../src/api/counseling/counseling-schemas';
import { createDataSource } from '../../../ormconfig';
import { freePort } from '../../../src/dev/processes/free-port';
import { bookingBody } from '../../support/fixtures/book-session';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const CLIENTS = 24;

type Booked = z.infer<typeof bookedResponse>;

interface Answer {
  status: number;
  body: { data: Booked; code?: string };
}

describe('an API process that is killed while clients book', () => {
  let system: TestSystem;
  let psychologist: TestUser;
  let api: ProductProcess | undefined;
  /** The API that clients call: first the process, then the one of the system. */
  let url: string;
  beforeAll(async () => {
    system = await startSystem({ worker: false });
    psychologist = await system.addUser('psychologist');
  });
  afterEach(() => api?.stop());
  afterAll(() => system.stop());

  /** Undefined without an answer. */
  async function book(as: TestUser, body: object): Promise<Answer | undefined> {
    const response = await fetch(`${url}/api/v1/counselings/book`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${as.token}`,
        'content-type': 'application/json',
        'idempotency-key': 'one',
      },
      body: JSON.stringify(body),
    }).catch(() => undefined);
    return response && { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  /** Repeats like a client that lost its connection, and that waits as `Retry-After` says. */
  const bookUntilAnswered = (as: TestUser, body: object): Promise<Booked> =>
    waitFor(
      'the booking',
      async () => {
        const answer = await book(as, body);
        if (answer?.status === 201) return answer.body.data;
        const code = answer?.body.code;
        if (code !== undefined && code !== 'request-running') throw new Error(code);
        return undefined;
      },
      30_000,
    );

  it('leaves each booking made once, with one answer', async () => {
    const port = await freePort();
    api = await startProductProcess(system, 'api', { PORT: String(port) });
    url = `http://127.0.0.1:${port}`;
    const clients = [];
    for (let n = 0; n < CLIENTS; n += 1) clients.push(await system.addUser('client'));
    // Its lock holds up all bookings, so that the kill interrupts them before their commit.
    const other = await createDataSource(system.databaseUrl, 1).initialize();
    const runner = other.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `book:psychologist:${psychologist.id}`,
    ]);
    const bodies = clients.map((_, n) =>
      bookingBody({ psychologist, startsIn: (n + 1) * 3_600_000 }),
    );
    const booked = clients.map((client, n) => bookUntilAnswered(client, bodies[n] ?? {}));
    await waitFor('claimed requests', async () => {
      const keys = await system.query('SELECT 1 FROM idempotency_keys');
      return keys.length === CLIENTS;
    });
    // Some have been committed by now, and their answers may be on the way.
    await runner.commitTransaction();
    await waitFor('a booking', async () => {
      return (await system.query('SELECT 1 FROM counselings')).length > 0;
    });
    await api.kill();
    url = system.url;
    const answers = await Promise.all(booked);
    await runner.release();
    await other.destroy();

    const rows = await system.query<{ id: string; clientId: string }>(
      'SELECT id, client_id AS "clientId" FROM counselings',
    );
    expect(rows).toHaveLength(CLIENTS);
    const idOf = new Map(rows.map(({ id, clientId }) => [clientId, id]));
    expect(answers.map(({ id }) => id)).toEqual(clients.map(({ id }) => idOf.get(id)));
    for (const [n, client] of clients.entries()) {
      const repeated = await book(client, bodies[n] ?? {});
      expect(repeated?.body.data).toEqual(answers[n]);
    }
  }, 60_000);
});
