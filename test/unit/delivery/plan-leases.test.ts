import { fc, runs } from '../../support/harness/property-testing';
import { planLeases } from '../../../jobs/relay/plan-leases';
import { shardsInUse } from '../../../src/delivery/outbox/outbox-lease-repository';
import type { LeaseRow } from '../../../src/delivery/outbox/outbox-lease-repository';

function row(shard: number, owner: string | null, more: Partial<LeaseRow> = {}): LeaseRow {
  const defaults = { shardCount: 4, fence: 1, requestedBy: null, remainingMs: 1_000 };
  return { destination: 'realtime', shard, owner, isFree: owner === null, ...defaults, ...more };
}

const owned = (...owners: (string | null)[]): LeaseRow[] =>
  owners.map((owner, shard) => row(shard, owner));

describe('planLeases', () => {
  it('acquires every free shard', () => {
    expect(planLeases(owned(null, null, 'b', null), 'a')).toEqual({
      acquire: [0, 1, 3],
      request: [],
    });
  });

  it('requests shards until it has as many as the others, give or take one', () => {
    expect(planLeases(owned('b', 'b', 'b', 'b'), 'a')).toEqual({ acquire: [], request: [0, 1] });
    expect(planLeases(owned('b', 'b', 'c', 'c'), 'a')).toEqual({ acquire: [], request: [0] });
    expect(planLeases(owned('b', 'c', 'd', 'e'), 'a')).toEqual({ acquire: [], request: [] });
  });

  it('counts a requested shard as the requester’s', () => {
    const rows = [row(0, 'b', { requestedBy: 'a' }), ...owned('b', 'b', 'b', 'b').slice(1)];
    expect(planLeases(rows, 'a').request).toEqual([1]);
    expect(planLeases(rows, 'c').request).toEqual([1]);
  });

  it('leaves a released shard to the worker that requested it', () => {
    const rows = [row(0, null, { isFree: false, requestedBy: 'c' }), ...owned('b', 'b').slice(1)];
    expect(planLeases(rows, 'a').acquire).toEqual([]);
  });

  it('ends: workers that follow their plans in any order share all shards evenly', () => {
    const workers = fc.integer({ min: 1, max: 6 });
    const turns = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 200, maxLength: 200 });
    fc.assert(
      fc.property(workers, fc.integer({ min: 1, max: 8 }), turns, (count, shardCount, order) => {
        const rows = Array.from({ length: shardCount }, (_, shard) =>
          row(shard, null, { shardCount }),
        );
        for (const turn of order) follow(rows, `worker ${turn % count}`);
        // Each has had its turn since the last change.
        for (let n = 0; n < 40; n += 1) follow(rows, `worker ${n % count}`);
        const counts = Array.from(
          { length: count },
          (_, n) => rows.filter(({ owner }) => owner === `worker ${n}`).length,
        );
        expect(counts.reduce((sum, one) => sum + one, 0)).toBe(shardCount);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
      { numRuns: runs(100) },
    );
  });

  /** One turn of a worker: it releases what others requested, then follows its plan. */
  function follow(rows: LeaseRow[], owner: string): void {
    for (const one of rows) {
      if (one.owner === owner && one.requestedBy !== null) one.owner = null;
    }
    const found = rows.map((one) => ({
      ...one,
      isFree: one.owner === null && (one.requestedBy === null || one.requestedBy === owner),
    }));
    const { acquire, request } = planLeases(found, owner);
    for (const one of rows) {
      if (acquire.includes(one.shard)) Object.assign(one, { owner, requestedBy: null });
      if (request.includes(one.shard)) one.requestedBy = owner;
    }
  }
});

describe('shardsInUse', () => {
  it('ignores shards of an earlier setting', () => {
    const rows = [0, 1, 2, 3].map((shard) => row(shard, 'a', { shardCount: shard < 2 ? 2 : 4 }));
    expect(shardsInUse(rows).map(({ shard }) => shard)).toEqual([0, 1]);
    expect(shardsInUse([])).toEqual([]);
  });
});
