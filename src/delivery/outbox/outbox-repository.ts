import { IsNull, Not } from 'typeorm';
import type { EntityManager, InsertQueryBuilder } from 'typeorm';
import { OutboxEventRow } from '../../database/entities/delivery/outbox-event';
import { insertRows } from '../../database/insert-rows';
import { recordDestinations } from '../../database/written-destinations';
import { DESTINATIONS, destinationsOf, orderingKeyOf } from './outbox-event';
import type { Destination, OutboxEvent } from './outbox-event';

export interface StoredEvent {
  id: string;
  event: OutboxEvent;
  orderKey: string;
  attempts: number;
}

/** Inserts events in order, in the transaction that writes the facts. */
export async function appendEvents(tx: EntityManager, events: OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  await newEvents(tx, events).execute();
  recordDestinations(tx, events.flatMap(destinationsOf));
}

const COLUMNS = ['lane', 'kind', 'orderKey', 'payload'] as const;

/** The INSERT of events, to be executed, or run in the statement that writes the facts. */
export function newEvents(
  manager: EntityManager,
  events: OutboxEvent[],
  joined?: Parameters<typeof insertRows<OutboxEventRow, (typeof COLUMNS)[number]>>[2]['joined'],
): InsertQueryBuilder<OutboxEventRow> {
  const rows = events.flatMap((event) =>
    destinationsOf(event).map((lane) => ({
      lane,
      kind: event.kind,
      orderKey: orderingKeyOf(event),
      payload: event,
    })),
  );
  return insertRows(manager, OutboxEventRow, { columns: COLUMNS, rows, ...(joined && { joined }) });
}

export interface OutboxAdvance {
  /** Ids to mark as delivered. */
  delivered: string[];
  /** Ids that are being delivered. */
  inFlight: string[];
  limit: number;
}

/**
 * Marks delivered events and reads the oldest due events of a destination in one round trip. An event
 * waits while an earlier one with its order key is backing off, so that the order of a key holds.
 */
export async function advanceOutbox(
  manager: EntityManager,
  destination: Destination,
  { delivered, inFlight, limit }: OutboxAdvance,
): Promise<StoredEvent[]> {
  const query = manager
    .createQueryBuilder(OutboxEventRow, 'event')
    .select('event.id', 'id')
    .addSelect('event.payload', 'event')
    .addSelect('event.orderKey', 'orderKey')
    .addSelect('event.attempts', 'attempts')
    .where('event.lane = :destination')
    .andWhere('event.deliveredAt IS NULL AND event.failedAt IS NULL')
    .andWhere('event.id <> ALL(:skipped)')
    .andWhere((due) => {
      const earlier = due
        .subQuery()
        .select('1')
        .from(OutboxEventRow, 'earlier')
        .where('earlier.lane = :destination AND earlier.orderKey = event.orderKey')
        .andWhere('earlier.deliveredAt IS NULL AND earlier.failedAt IS NULL')
        .andWhere('earlier.id <= event.id AND earlier.notBefore > now()');
      return `NOT EXISTS ${earlier.getQuery()}`;
    })
    .setParameters({ destination, skipped: [...delivered, ...inFlight] })
    .orderBy('event.id')
    .limit(limit);
  if (delivered.length > 0) {
    const mark = manager
      .createQueryBuilder()
      .update(OutboxEventRow)
      .set({ deliveredAt: () => 'now()', lastError: null })
      .where('id = ANY(:delivered)', { delivered });
    query.addCommonTableExpression(mark, 'marked');
  }
  return query.getRawMany<StoredEvent>();
}

/**
 * Acquires the leadership of a destination for the manager's connection, if it is free. Marks of the
 * leader are committed asynchronously: losing one with the database only repeats a delivery.
 */
export async function acquireLeadership(
  manager: EntityManager,
  destination: Destination,
): Promise<boolean> {
  // QueryBuilder cannot select from a function.
  const [row] = await manager.query<{ acquired: boolean }[]>(
    `SELECT acquired, set_config('synchronous_commit', CASE WHEN acquired THEN 'off'
       ELSE current_setting('synchronous_commit') END, false)
     FROM pg_try_advisory_lock(hashtextextended($1, 0)) AS acquired`,
    [`outbox:${destination}`],
  );
  return row?.acquired === true;
}

/** The connection returns to the pool, so its lock and setting must be undone. */
export async function releaseLeadership(
  manager: EntityManager,
  destination: Destination,
): Promise<void> {
  // QueryBuilder has no entity for `pg_settings`.
  await manager.query(
    `SELECT pg_advisory_unlock(hashtextextended($1, 0)),
       set_config('synchronous_commit', reset_val, false)
     FROM pg_settings WHERE name = 'synchronous_commit'`,
    [`outbox:${destination}`],
  );
}

/** Backs off by `delayMs`, or marks the event as failed for good. */
export async function markFailed(
  manager: EntityManager,
  id: string,
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
    .where({ id })
    .setParameter('delayMs', failure.delayMs)
    .execute();
}

/** Deletes events delivered more than an hour ago; returns the number of rows. */
export async function purgeDelivered(manager: EntityManager, limit: number): Promise<number> {
  const old = manager
    .createQueryBuilder(OutboxEventRow, 'event')
    .select('event.id', 'id')
    .where(`event.deliveredAt < now() - interval '1 hour'`)
    .orderBy('event.id')
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
    .select('event.lane', 'destination')
    .addSelect('count(*)::int', 'waiting')
    .addSelect('extract(epoch FROM now() - min(event.createdAt))::float8', 'oldestSeconds')
    .where({ deliveredAt: IsNull(), failedAt: IsNull() })
    .groupBy('event.lane')
    .getRawMany<{ destination: Destination; waiting: number; oldestSeconds: number }>();
  const none = { waiting: 0, oldestSeconds: 0 };
  return DESTINATIONS.map(
    (destination) =>
      rows.find((row) => row.destination === destination) ?? { destination, ...none },
  );
}
