import { randomUUID } from 'node:crypto';
import { IsNull, Not } from 'typeorm';
import type { EntityManager, InsertQueryBuilder, UpdateQueryBuilder } from 'typeorm';
import { OutboxEventRow } from '../../database/entities/delivery/outbox-event';
import { OutboxLease } from '../../database/entities/delivery/outbox-lease';
import { insertRows } from '../../database/insert-rows';
import type { JoinedPart } from '../../database/insert-rows';
import { recordDestinations } from '../../database/written-destinations';
import { DESTINATIONS, destinationsOf, orderingKeyOf } from './outbox-event';
import type { Destination, OutboxEvent } from './outbox-event';

export interface StoredEvent {
  id: string;
  /** Identifies the event outside the database, also after a restore. */
  publishId: string;
  event: OutboxEvent;
  orderKey: string;
  attempts: number;
  shard: number;
}

/** Inserts events in order, in the transaction that writes the facts. */
export async function appendEvents(tx: EntityManager, events: OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  await newEvents(tx, events).execute();
  recordDestinations(tx, events.flatMap(destinationsOf));
}

const COLUMNS = ['destination', 'kind', 'orderKey', 'publishId', 'payload'] as const;

/** The INSERT of events, to be executed, or run in the statement that writes the facts. */
export function newEvents(
  manager: EntityManager,
  events: OutboxEvent[],
  joined?: JoinedPart<OutboxEventRow>,
): InsertQueryBuilder<OutboxEventRow> {
  const rows = events.flatMap((event) =>
    destinationsOf(event).map((destination) => ({
      destination,
      kind: event.kind,
      orderKey: orderingKeyOf(event),
      publishId: randomUUID(),
      payload: event,
    })),
  );
  return insertRows(manager, OutboxEventRow, { columns: COLUMNS, rows, joined });
}

/** A shard whose lease this process holds, under a fencing number. */
export interface LeasedShard {
  shard: number;
  fence: number;
}

export interface OutboxAdvance {
  /** Number of shards of the destination. */
  shardCount: number;
  /** The shards to read. */
  shards: number[];
  /** The leases under which `delivered` was delivered. */
  leases: LeasedShard[];
  /** Ids to mark as delivered. */
  delivered: string[];
  /** Ids that are being delivered. */
  inFlight: string[];
  /** Order keys of which enough events are being delivered. */
  fullKeys: string[];
  limit: number;
}

/** The shard of an order key, in the database: every process must compute the same. */
const shardOf = (orderKey: string): string =>
  `mod(hashtext(${orderKey})::bigint + 2147483648, :shardCount)::int`;

/**
 * Marks delivered events and reads the oldest due events of a destination's shards in one round trip.
 * An event waits while an earlier one with its order key is backing off, so that the order of a key
 * holds. Events are not marked when another process holds the lease of their shard by now.
 */
export async function advanceOutbox(
  manager: EntityManager,
  destination: Destination,
  { shardCount, shards, leases, delivered, inFlight, fullKeys, limit }: OutboxAdvance,
): Promise<StoredEvent[]> {
  const query = manager
    .createQueryBuilder(OutboxEventRow, 'event')
    .select('event.id', 'id')
    .addSelect('coalesce(CAST(event.publishId AS text), CAST(event.id AS text))', 'publishId')
    .addSelect('event.payload', 'event')
    .addSelect('event.orderKey', 'orderKey')
    .addSelect('event.attempts', 'attempts')
    .addSelect(shardOf('event.orderKey'), 'shard')
    .where('event.destination = :destination')
    .andWhere('event.deliveredAt IS NULL AND event.failedAt IS NULL')
    .andWhere('event.id <> ALL(:skipped)')
    .andWhere((due) => {
      const earlier = due
        .subQuery()
        .select('1')
        .from(OutboxEventRow, 'earlier')
        .where('earlier.destination = :destination AND earlier.orderKey = event.orderKey')
        .andWhere('earlier.deliveredAt IS NULL AND earlier.failedAt IS NULL')
        .andWhere('earlier.id <= event.id AND earlier.notBefore > now()');
      return `NOT EXISTS ${earlier.getQuery()}`;
    })
    .setParameters({ destination, shardCount, skipped: [...delivered, ...inFlight] })
    .orderBy('event.id')
    .limit(limit);
  if (shards.length < shardCount) {
    query.andWhere(`${shardOf('event.orderKey')} = ANY(:shards)`, { shards });
  }
  if (fullKeys.length > 0) query.andWhere('event.orderKey <> ALL(:fullKeys)', { fullKeys });
  if (delivered.length > 0) {
    query
      .addCommonTableExpression(markDelivered(manager, delivered), 'marked')
      .setParameters({ delivered, leases: leases.map(toKey) });
  }
  return query.getRawMany<StoredEvent>();
}

function markDelivered(
  manager: EntityManager,
  delivered: string[],
): UpdateQueryBuilder<OutboxEventRow> {
  return (
    manager
      .createQueryBuilder()
      .update(OutboxEventRow)
      .set({ deliveredAt: () => 'now()', lastError: null })
      .where('id = ANY(:delivered)', { delivered })
      .andWhere(isLeased(manager))
      // Evaluated once. Losing a mark with the database only repeats a delivery.
      .andWhere(`(SELECT set_config('synchronous_commit', 'off', true)) = 'off'`)
  );
}

/** Condition of an update: one of `:leases` is the current lease of the event's shard. */
function isLeased(manager: EntityManager): string {
  const lease = manager
    .createQueryBuilder(OutboxLease, 'lease')
    .select('1')
    .where(
      `lease.destination = outbox_events.lane AND lease.shard = ${shardOf('outbox_events.order_key')}`,
    )
    .andWhere(`concat(lease.shard, ':', lease.fence) = ANY(:leases)`);
  return `EXISTS (${lease.getQuery()})`;
}

/** Compared with `concat(shard, ':', fence)`. */
function toKey({ shard, fence }: LeasedShard): string {
  return `${shard}:${fence}`;
}

/** Backs off by `delayMs`, or marks the event as failed for good; not without the lease of its shard. */
export async function markFailed(
  manager: EntityManager,
  { event, lease }: { event: Pick<StoredEvent, 'id'>; lease: LeasedShard & { shardCount: number } },
  failure: { error: string; delayMs: number; giveUp: boolean },
): Promise<void> {
  await manager
    .createQueryBuilder()
    .update(OutboxEventRow)
    .set({
      attempts: () => 'attempts + 1',
      lastError: failure.error,
      notBefore: () => `now() + :delayMs * interval '1 millisecond'`,
      ...(failure.giveUp ? { failedAt: () => 'now()' } : {}),
    })
    .where({ id: event.id })
    .andWhere(isLeased(manager))
    .setParameters({
      delayMs: failure.delayMs,
      shardCount: lease.shardCount,
      leases: [toKey(lease)],
    })
    .execute();
}

/** Deletes the oldest events delivered more than an hour ago; returns the number of rows. */
export async function purgeDelivered(manager: EntityManager, limit: number): Promise<number> {
  const old = manager
    .createQueryBuilder(OutboxEventRow, 'event')
    .select('event.id', 'id')
    .where(`event.deliveredAt < now() - interval '1 hour'`)
    .orderBy('event.deliveredAt')
    .limit(limit);
  const { affected } = await manager
    .createQueryBuilder()
    .delete()
    .from(OutboxEventRow)
    .where(`id IN (${old.getQuery()})`)
    .execute();
  return affected ?? 0;
}

export interface Backlog {
  waiting: number;
  /** Age of the oldest waiting event in whole seconds; null: none. */
  oldestSeconds: number | null;
  /** Events that used up all attempts. */
  failed: number;
}

export async function readBacklog(manager: EntityManager): Promise<Backlog> {
  const failed = manager.countBy(OutboxEventRow, { failedAt: Not(IsNull()) });
  const waiting = await manager
    .createQueryBuilder(OutboxEventRow, 'event')
    .select('count(*)::int', 'waiting')
    .addSelect('floor(extract(epoch FROM now() - min(event.createdAt)))::float8', 'oldestSeconds')
    .where({ deliveredAt: IsNull(), failedAt: IsNull() })
    .getRawOne<Omit<Backlog, 'failed'>>();
  return { waiting: 0, oldestSeconds: null, ...waiting, failed: await failed };
}

/** Waiting events and the age of the oldest, for each destination. */
export async function readBacklogByDestination(
  manager: EntityManager,
): Promise<{ destination: Destination; waiting: number; oldestSeconds: number }[]> {
  const rows = await manager
    .createQueryBuilder(OutboxEventRow, 'event')
    .select('event.destination', 'destination')
    .addSelect('count(*)::int', 'waiting')
    .addSelect('extract(epoch FROM now() - min(event.createdAt))::float8', 'oldestSeconds')
    .where({ deliveredAt: IsNull(), failedAt: IsNull() })
    .groupBy('event.destination')
    .getRawMany<{ destination: Destination; waiting: number; oldestSeconds: number }>();
  const none = { waiting: 0, oldestSeconds: 0 };
  return DESTINATIONS.map(
    (destination) =>
      rows.find((row) => row.destination === destination) ?? { destination, ...none },
  );
}

/** Milliseconds the oldest event of each destination has waited; each is found by an index. */
export async function readDeliveryAges(
  manager: EntityManager,
): Promise<{ destination: Destination; oldestMs: number | null }[]> {
  return Promise.all(
    DESTINATIONS.map(async (destination) => {
      const oldest = await manager
        .createQueryBuilder(OutboxEventRow, 'event')
        .select('greatest(0, extract(epoch FROM now() - event.createdAt) * 1000)::float8', 'ms')
        .where({ destination, deliveredAt: IsNull(), failedAt: IsNull() })
        .orderBy('event.id')
        .limit(1)
        .getRawOne<{ ms: number }>();
      return { destination, oldestMs: oldest?.ms ?? null };
    }),
  );
}
