import { IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { OutboxEventRow } from '../../database/entities/delivery/outbox-event';
import { preparedQuery } from '../../database/prepared-query';
import type { Connection } from '../../database/prepared-query';
import { recordDestinations } from '../../database/written-destinations';
import { DESTINATIONS, destinationsOf, orderingKeyOf } from './outbox-event';
import type { Destination, OutboxEvent } from './outbox-event';

export interface StoredEvent {
  id: string;
  event: OutboxEvent;
  orderKey: string;
  attempts: number;
  /** The joined columns of its destination. */
  joined: object;
}

/** Inserts events in order, in the transaction that writes the facts. */
export async function appendEvents(tx: EntityManager, events: OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.flatMap((event) =>
    destinationsOf(event).map((destination) => ({
      lane: destination,
      kind: event.kind,
      order_key: orderingKeyOf(event),
      payload: event,
    })),
  );
  await tx.query(
    `INSERT INTO outbox_events (lane, kind, order_key, payload)
     SELECT lane, kind, order_key, payload
     FROM ROWS FROM (
       jsonb_to_recordset($1::jsonb) AS (lane text, kind text, order_key text, payload jsonb)
     ) WITH ORDINALITY AS event (lane, kind, order_key, payload, position)
     ORDER BY position`,
    [JSON.stringify(rows)],
  );
  recordDestinations(
    tx,
    rows.map(({ lane }) => lane),
  );
}

/** Columns that a destination reads with each event, joined on `due.event`. */
export interface JoinedColumns {
  columns: string;
  joins: string;
}

export type ReadDestination = (
  connection: Connection,
  batch: { delivered: string[]; limit: number },
) => Promise<StoredEvent[]>;

/**
 * Marks delivered events and reads the oldest due events of a destination in one round trip. An event
 * waits while an earlier one with its order key is backing off, so that the order of a key holds. The
 * mark is committed asynchronously: losing one with the database only repeats a delivery.
 */
export function destinationReader(
  destination: Destination,
  joined?: JoinedColumns,
): ReadDestination {
  const text = `WITH delivered AS (
      UPDATE outbox_events SET delivered_at = now(), last_error = NULL
      FROM set_config('synchronous_commit', 'off', true)
      WHERE id = ANY($3::bigint[])
    ), due AS (
      SELECT id, payload AS event, order_key, attempts FROM outbox_events AS candidate
      WHERE lane = $1 AND delivered_at IS NULL AND failed_at IS NULL AND id <> ALL($3::bigint[])
        AND NOT EXISTS (
          SELECT 1 FROM outbox_events AS earlier
          WHERE earlier.lane = $1 AND earlier.delivered_at IS NULL AND earlier.failed_at IS NULL
            AND earlier.order_key = candidate.order_key AND earlier.id <= candidate.id
            AND earlier.not_before > now()
        )
      ORDER BY id LIMIT $2
    )
    SELECT due.id AS "eventId", due.event, due.order_key AS "orderKey", due.attempts
      ${joined ? `, ${joined.columns}` : ''}
    FROM due ${joined?.joins ?? ''} ORDER BY due.id`;
  const statement = { name: `advance-outbox-${destination}`, text };
  return async (connection, { delivered, limit }) => {
    const rows = await preparedQuery<DestinationRow>(connection, statement, [
      destination,
      limit,
      delivered,
    ]);
    return rows.map(({ eventId, event, orderKey, attempts, ...columns }) => ({
      ...{ id: eventId, event, orderKey, attempts },
      joined: columns,
    }));
  };
}

type DestinationRow = Omit<StoredEvent, 'id' | 'joined'> & { eventId: string };

/** Backs off by `delayMs`, or marks the event as failed for good. */
export async function markFailed(
  manager: EntityManager,
  id: string,
  failure: { error: string; delayMs: number; giveUp: boolean },
): Promise<void> {
  await manager.query(
    `UPDATE outbox_events SET attempts = attempts + 1, last_error = $2,
       not_before = now() + $3 * interval '1 millisecond',
       failed_at = CASE WHEN $4 THEN now() END
     WHERE id = $1`,
    [id, failure.error, failure.delayMs, failure.giveUp],
  );
}

/** Deletes events delivered more than an hour ago; returns the number of rows. */
export async function purgeDelivered(manager: EntityManager, limit: number): Promise<number> {
  const [, count] = await manager.query<[unknown, number]>(
    `DELETE FROM outbox_events WHERE id IN (
       SELECT id FROM outbox_events WHERE delivered_at < now() - interval '1 hour'
       ORDER BY id LIMIT $1)`,
    [limit],
  );
  return count;
}

export interface Backlog {
  waiting: number;
  /** Age of the oldest waiting event in whole seconds; null: none. */
  oldestSeconds: number | null;
  /** Events that used up all attempts. */
  failed: number;
}

export async function readBacklog(manager: EntityManager): Promise<Backlog> {
  const [row] = await manager.query<Backlog[]>(
    `SELECT count(*)::int AS waiting,
       floor(extract(epoch FROM now() - min(created_at)))::float8 AS "oldestSeconds",
       (SELECT count(*)::int FROM outbox_events WHERE failed_at IS NOT NULL) AS failed
     FROM outbox_events WHERE delivered_at IS NULL AND failed_at IS NULL`,
  );
  return row ?? { waiting: 0, oldestSeconds: null, failed: 0 };
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
