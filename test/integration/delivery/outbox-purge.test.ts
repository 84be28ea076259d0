import { outboxPurgeTask } from '../../../jobs/periodic/outbox-purge-task';
import { purgeDelivered } from '../../../src/delivery/outbox/outbox-repository';
import { createLogger } from '../../../src/logger';
import { openDatabaseFixture } from '../../support/harness/database-fixture';
import type { DatabaseFixture } from '../../support/harness/database-fixture';
import { waitFor } from '../../support/harness/wait-for';

const ROWS = 1_000_000;
/** More than one batch. */
const OLD_ROWS = 23_000;

describe('the purge of an outbox of a million delivered events', () => {
  let fixture: DatabaseFixture;

  beforeAll(async () => {
    fixture = await openDatabaseFixture();
    await insertDelivered(ROWS, '1 minute');
    await query('VACUUM ANALYZE outbox_events');
  }, 180_000);
  afterAll(() => fixture.close());

  const query = <Row>(sql: string, parameters?: unknown[]): Promise<Row[]> =>
    fixture.db.source.query(sql, parameters);

  const insertDelivered = (count: number, age: string) =>
    query(
      `INSERT INTO outbox_events (lane, kind, order_key, payload, delivered_at)
       SELECT 'realtime', 'test', 'key', '{}', now() - $2::interval
       FROM generate_series(1, $1)`,
      [count, age],
    );

  it('finds out that none is old enough without reading them', async () => {
    const { source } = fixture.db;
    const read = await source.transaction(async (tx) => {
      const blocks = async (): Promise<number> => {
        const [row] = await tx.query<{ blocks: number }[]>(
          `SELECT (pg_stat_get_xact_blocks_fetched('outbox_events'::regclass)
             + sum(pg_stat_get_xact_blocks_fetched(indexrelid)))::int AS blocks
           FROM pg_index WHERE indrelid = 'outbox_events'::regclass`,
        );
        return row?.blocks ?? 0;
      };
      const before = await blocks();
      expect(await purgeDelivered(tx, 5_000)).toBe(0);
      return (await blocks()) - before;
    });
    expect(read).toBeLessThan(100);
  });

  it('deletes everything that is old in one run', async () => {
    await insertDelivered(OLD_ROWS, '61 minutes');
    const task = outboxPurgeTask({ db: fixture.db, logger: createLogger('test', 'silent') });
    task.start();
    const countOld = `SELECT count(*)::int AS old FROM outbox_events
      WHERE delivered_at < now() - interval '1 hour'`;
    // The next run would start only later.
    await waitFor(
      'an outbox without old events',
      async () => (await query<{ old: number }>(countOld))[0]?.old === 0,
      8_000,
    );
    await task.stop();
    const [left] = await query<{ count: number }>(
      'SELECT count(*)::int AS count FROM outbox_events',
    );
    expect(left?.count).toBe(ROWS);
  });
});
