import type { EntityManager } from 'typeorm';
import { OutboxLease } from '../../database/entities/delivery/outbox-lease';
import type { Destination } from './outbox-event';

/*
 * Every function is one statement, so a process that freezes holds no lock in the database. Only the
 * database's clock decides whether a lease has expired.
 */

/** Longer than any lease: an expiry further away means that the database's clock went back. */
const MAX_LEASE = `interval '10 minutes'`;

/** Whether the worker `:owner` may acquire the shard. */
const isFree = (table: string): string =>
  `(${table}.expires_at <= now() OR ${table}.expires_at > now() + ${MAX_LEASE} ` +
  `OR (${table}.owner IS NULL AND ${table}.requested_by = :owner))`;

export type LeaseRow = Pick<
  OutboxLease,
  'shard' | 'shardCount' | 'owner' | 'fence' | 'requestedBy'
> & {
  destination: Destination;
  isFree: boolean;
  /** Milliseconds until it expires. */
  remainingMs: number;
};

/** All leases, as the worker `owner` finds them. */
export function readLeases(manager: EntityManager, owner: string): Promise<LeaseRow[]> {
  return manager
    .createQueryBuilder(OutboxLease, 'lease')
    .select('lease.destination', 'destination')
    .addSelect('lease.shard', 'shard')
    .addSelect('lease.shardCount', 'shardCount')
    .addSelect('lease.owner', 'owner')
    .addSelect('lease.fence', 'fence')
    .addSelect('lease.requestedBy', 'requestedBy')
    .addSelect(isFree('lease'), 'isFree')
    .addSelect('extract(epoch FROM lease.expiresAt - now())::float8 * 1000', 'remainingMs')
    .setParameters({ owner })
    .orderBy('lease.destination')
    .addOrderBy('lease.shard')
    .getRawMany<LeaseRow>();
}

/** The shards of one destination in use. */
export function shardsInUse(rows: LeaseRow[]): LeaseRow[] {
  const shardCount = rows.find(({ shard }) => shard === 0)?.shardCount ?? 0;
  return rows.filter((row) => row.shard < shardCount && row.shardCount === shardCount);
}

export type HeldLease = Pick<
  LeaseRow,
  'destination' | 'shard' | 'shardCount' | 'fence' | 'requestedBy'
>;

const HELD_COLUMNS = ['destination', 'shard', 'shardCount', 'fence', 'requestedBy'];

/** Extends the leases of `owner` and returns them: others were taken over. */
export async function renewLeases(
  manager: EntityManager,
  { owner, ttlMs }: { owner: string; ttlMs: number },
): Promise<HeldLease[]> {
  const result = await manager
    .createQueryBuilder()
    .update(OutboxLease)
    .set({ expiresAt: expiry })
    .where({ owner })
    .setParameter('ttlMs', ttlMs)
    .returning(HELD_COLUMNS)
    .execute();
  return toHeldLeases(result.raw);
}

/** Acquires those of the shards that are still free, under a new fencing number. */
export async function acquireLeases(
  manager: EntityManager,
  { owner, ttlMs }: { owner: string; ttlMs: number },
  {
    destination,
    shards,
    shardCount,
  }: { destination: Destination; shards: number[]; shardCount: number },
): Promise<HeldLease[]> {
  const result = await manager
    .createQueryBuilder()
    .update(OutboxLease)
    .set({ owner, fence: () => 'fence + 1', expiresAt: expiry, requestedBy: null })
    .where('lane = :destination AND shard = ANY(:shards)', { destination, shards })
    .andWhere('shard_count = :shardCount', { shardCount })
    .andWhere(isFree('outbox_leases'))
    .setParameters({ owner, ttlMs })
    .returning(HELD_COLUMNS)
    .execute();
  return toHeldLeases(result.raw);
}

/** Asks the owners to release shards to `requestedBy`. */
export async function requestLeases(
  manager: EntityManager,
  requestedBy: string,
  { destination, shards }: { destination: Destination; shards: number[] },
): Promise<void> {
  await manager
    .createQueryBuilder()
    .update(OutboxLease)
    .set({ requestedBy })
    .where('lane = :destination AND shard = ANY(:shards) AND requested_by IS NULL', {
      destination,
      shards,
    })
    .execute();
}

/** Ends a lease. The shard is reserved for the worker that requested it, if any. */
export async function releaseLease(
  manager: EntityManager,
  { destination, shard, fence }: Pick<LeaseRow, 'destination' | 'shard' | 'fence'>,
  { owner, ttlMs }: { owner: string; ttlMs: number },
): Promise<void> {
  await manager
    .createQueryBuilder()
    .update(OutboxLease)
    .set({
      owner: null,
      expiresAt: () => `CASE WHEN requested_by IS NULL THEN now() ELSE ${expiry()} END`,
    })
    .where({ destination, shard, fence, owner })
    .setParameter('ttlMs', ttlMs)
    .execute();
}

/** Ends all leases of a process that stops. */
export async function releaseAllLeases(manager: EntityManager, owner: string): Promise<void> {
  await manager.update(
    OutboxLease,
    { owner },
    { owner: null, requestedBy: null, expiresAt: () => 'now()' },
  );
}

/** Splits a destination into `shardCount` shards, which end all leases of its present shards. */
export async function splitDestination(
  manager: EntityManager,
  destination: Destination,
  shardCount: number,
): Promise<void> {
  const rows = Array.from({ length: shardCount }, (_, shard) => ({
    destination,
    shard,
    shardCount,
  }));
  await manager
    .createQueryBuilder()
    .insert()
    .into(OutboxLease, ['destination', 'shard', 'shardCount', 'owner', 'expiresAt'])
    .values(rows.map((row) => ({ ...row, owner: null, expiresAt: () => 'now()' })))
    .orUpdate(['shard_count', 'owner', 'expires_at'], ['lane', 'shard'])
    .execute();
}

/** Inserts the shards of a destination that has none; another process may do the same. */
export async function createShards(
  manager: EntityManager,
  destination: Destination,
  shardCount: number,
): Promise<void> {
  await manager
    .createQueryBuilder()
    .insert()
    .into(OutboxLease, ['destination', 'shard', 'shardCount'])
    .values(Array.from({ length: shardCount }, (_, shard) => ({ destination, shard, shardCount })))
    .orIgnore()
    .execute();
}

function expiry(): string {
  return `now() + :ttlMs * interval '1 millisecond'`;
}

interface RawLease {
  lane: Destination;
  shard: number;
  shard_count: number;
  fence: number;
  requested_by: string | null;
}

/** RETURNING has the names of columns. */
function toHeldLeases(raw: unknown): HeldLease[] {
  return (raw as RawLease[]).map(
    ({ lane: destination, shard, shard_count, fence, requested_by }) => ({
      destination,
      shard,
      shardCount: shard_count,
      fence,
      requestedBy: requested_by,
    }),
  );
}
