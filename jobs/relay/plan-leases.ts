import type { LeaseRow } from '../../src/delivery/outbox/outbox-lease-repository';

export interface LeasePlan {
  /** Shards to acquire. */
  acquire: number[];
  /** Shards to request from their owners. */
  request: number[];
}

/**
 * All free shards are acquired at once: a shard without a lease holder delivers nothing.
 * Then a worker that has two fewer than another requests one from it, so that numbers differ by one
 * at most. A requested shard counts as the requester's.
 */
export function planLeases(rows: LeaseRow[], owner: string): LeasePlan {
  const acquire = rows.filter(({ isFree }) => isFree);
  const counts = new Map([[owner, acquire.length]]);
  for (const row of rows) {
    const holder = row.isFree ? undefined : holderOf(row);
    if (holder !== undefined) counts.set(holder, (counts.get(holder) ?? 0) + 1);
  }
  const request: number[] = [];
  for (;;) {
    const own = counts.get(owner) ?? 0;
    const [richest, most] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best));
    if (most - own < 2) break;
    const wanted = rows.find((row) => {
      const isRequested = row.requestedBy !== null || request.includes(row.shard);
      return row.owner === richest && !row.isFree && !isRequested;
    });
    if (!wanted) break;
    request.push(wanted.shard);
    counts.set(richest, most - 1);
    counts.set(owner, own + 1);
  }
  return { acquire: acquire.map(({ shard }) => shard), request };
}

function holderOf({ owner, requestedBy }: LeaseRow): string | undefined {
  return requestedBy ?? owner ?? undefined;
}
