import { setTimeout as pause } from 'node:timers/promises';
import { ShardLeases } from '../../../jobs/relay/shard-leases';
import { createLogger } from '../../../src/logger';
import { openDatabaseFixture } from '../../support/harness/database-fixture';
import type { DatabaseFixture } from '../../support/harness/database-fixture';
import { waitFor } from '../../support/harness/wait-for';

const SECONDS = 2;
/** One shard per destination: the second process has none. */
const RULES = { shardCount: 1, ttlMs: 3_000 };

describe('a worker that stands by', () => {
  let fixture: DatabaseFixture;
  let holder: ShardLeases;
  let standby: ShardLeases;

  beforeAll(async () => {
    fixture = await openDatabaseFixture();
    const deps = {
      ...RULES,
      manager: fixture.db.source.manager,
      logger: createLogger('test', 'silent'),
    };
    holder = new ShardLeases(deps);
    standby = new ShardLeases(deps);
    holder.start([]);
    await waitFor('a holder', async () => (await owners()).includes(holder.owner));
  });
  afterAll(async () => {
    await standby.stop();
    await holder.stop();
    await fixture.close();
  });

  const owners = async (): Promise<string[]> => {
    const rows = await fixture.db.source.query<{ owner: string }[]>(
      'SELECT DISTINCT owner FROM outbox_leases WHERE owner IS NOT NULL',
    );
    return rows.map(({ owner }) => owner);
  };

  it('costs one statement and less than 5 ms of CPU time a second', async () => {
    const cost = async (): Promise<{ statements: number; cpuMs: number }> => {
      const before = process.cpuUsage();
      const statements = await fixture.countStatements(() => pause(SECONDS * 1_000));
      const { user, system } = process.cpuUsage(before);
      return { statements: statements / SECONDS, cpuMs: (user + system) / 1_000 / SECONDS };
    };
    const average = async (): Promise<{ statements: number; cpuMs: number }> => {
      const costs = [await cost(), await cost(), await cost()];
      const statements = costs.reduce((sum, one) => sum + one.statements, 0) / costs.length;
      // The least: compiling and collecting garbage only add to the CPU time.
      return { statements, cpuMs: Math.min(...costs.map(({ cpuMs }) => cpuMs)) };
    };
    const alone = await average();
    standby.start([]);
    const both = await average();
    expect(await owners()).toEqual([holder.owner]);
    expect(both.statements - alone.statements).toBeLessThanOrEqual(1.5);
    expect(both.cpuMs - alone.cpuMs).toBeLessThan(5);
  });
});
