import { waitForOpening } from '../../support/checks/opening-lateness';
import { bookSession } from '../../support/fixtures/book-session';
import { startProductProcess } from '../../support/servers/product-process';
import type { ProductProcess } from '../../support/servers/product-process';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem, TestUser } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

const MAX_LATE_MS = 2_000;
const START_LIMIT_MS = 60_000;

describe('a worker that is frozen within a transaction', () => {
  let system: TestSystem;
  let workers: ProductProcess[] = [];
  beforeEach(async () => {
    system = await startSystem({ worker: false });
  });
  afterEach(async () => {
    for (const worker of workers) await worker.kill();
    workers = [];
    await system.stop();
  });

  const startWorker = async (): Promise<ProductProcess> => {
    const worker = await startProductProcess(system, 'worker');
    workers.push(worker);
    return worker;
  };
  const book = async (startsIn: number): Promise<{ sessionId: string; psychologist: TestUser }> => {
    const client = await system.addUser('client');
    const psychologist = await system.addUser('psychologist');
    const { sessionId } = await bookSession(system, client, { startsIn, psychologist });
    return { sessionId, psychologist };
  };

  it('delays no session of another worker, and reports how late its own was', async () => {
    const worker = await startWorker();
    const frozen = await book(8_000);
    await system.context.db.source.transaction(async (tx) => {
      // The opening notifies the psychologist, for which it waits.
      await tx.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [frozen.psychologist.id]);
      await waitFor(
        'a worker in the middle of a transaction',
        async () => {
          const [row] = await tx.query<{ waiting: number }[]>(
            `SELECT count(*)::int AS waiting FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          );
          return row?.waiting === 1;
        },
        START_LIMIT_MS,
      );
      worker.freeze();
    });

    await startWorker();
    const others = await Promise.all([book(6_000), book(6_000)]);
    for (const { sessionId } of others) {
      expect(await waitForOpening(system, sessionId, START_LIMIT_MS)).toBeLessThan(MAX_LATE_MS);
    }

    worker.thaw();
    expect(await waitForOpening(system, frozen.sessionId, START_LIMIT_MS)).toBeGreaterThan(6_000);
  }, 180_000);
});
