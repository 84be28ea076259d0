import { waitForOpening } from '../../support/checks/opening-lateness';
import { bookSession } from '../../support/fixtures/book-session';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const WORKERS = ['worker-1', 'worker-2'];
const MAX_LATE_MS = 3_000;
const START_LIMIT_MS = 60_000;

interface Booked {
  sessionId: string;
  psychologistId: string;
}

/** A row for which the transaction that opens a session waits, and what it has locked by then. */
const POINTS = {
  'its session and the conversation': ({ psychologistId }: Booked) => ({
    sql: 'SELECT FROM users WHERE id = $1 FOR UPDATE',
    id: psychologistId,
  }),
  'everything it writes but the events': ({ sessionId }: Booked) => ({
    sql: `SELECT FROM session_steps WHERE session_id = $1 AND step = 'enable-chat' FOR UPDATE`,
    id: sessionId,
  }),
};

describe('a worker that freezes within the transaction that opens a session', () => {
  let system: TestSystem;
  /** By the name of their connections. */
  const workers = new Map<string, ProductProcess>();

  beforeAll(async () => {
    system = await startSystem({ worker: false });
    for (const name of WORKERS) workers.set(name, await startWorker(name));
  }, 120_000);
  afterAll(async () => {
    for (const worker of workers.values()) await worker.kill();
    await system.stop();
  });

  /** With the deadlines of production: those of tests are longer. */
  function startWorker(name: string): Promise<ProductProcess> {
    const database = Object.keys(system.env).filter((key) => /^DATABASE_.*TIMEOUT$/.test(key));
    const url = new URL(system.databaseUrl);
    url.searchParams.set('application_name', name);
    return startProductProcess(system, 'worker', {
      ...Object.fromEntries(database.map((key) => [key, ''])),
      DATABASE_URL: url.href,
      METRICS_PORT: '0',
    });
  }

  async function book(): Promise<Booked> {
    const client = await system.addUser('client');
    const psychologist = await system.addUser('psychologist');
    const { sessionId } = await bookSession(system, client, { startsIn: 5_000, psychologist });
    return { sessionId, psychologistId: psychologist.id };
  }

  it.each(Object.entries(POINTS))(
    'and holds %s: another worker opens it in time',
    async (_held, rowOf) => {
      const booked = await book();
      const { sql, id } = rowOf(booked);
      let frozen: ProductProcess | undefined;
      await system.context.db.source.transaction(async (tx) => {
        await tx.query(sql, [id]);
        const name = await waitFor(
          'a worker in the middle of its transaction',
          async () => {
            const [row] = await tx.query<{ name: string }[]>(
              `SELECT application_name AS name FROM pg_stat_activity
               WHERE datname = current_database() AND wait_event_type = 'Lock'`,
            );
            return row?.name;
          },
          START_LIMIT_MS,
        );
        frozen = workers.get(name);
        frozen?.freeze();
      });
      expect(frozen).toBeDefined();
      const late = await waitForOpening(system, booked.sessionId, START_LIMIT_MS).finally(() =>
        frozen?.thaw(),
      );
      expect(late).toBeLessThan(MAX_LATE_MS);
    },
    120_000,
  );
});
