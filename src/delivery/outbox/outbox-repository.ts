import type { EntityManager } from 'typeorm';
import { preparedQuery } from '../../database/prepared-query';
import type { Connection } from '../../database/prepared-query';
import { recordDestinations } from '../../database/written-destinations';
import { destinationsOf, orderingKeyOf } from './outbox-event';
import type { Destination, OutboxEvent } from './outbox-event';

export interface StoredEvent {
  id: string;
  event: OutboxEvent;
  orderKey: string;
  attempts: number;
  /** What its lane reads alongside. */
  more: object;
}

/** Writes events in their order, with the manager of the transaction that made the facts. */
export async function appendEvents(tx: EntityManager, events: OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.flatMap((event) =>
    destinationsOf(event).map((lane) => ({
      lane,
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

/** What a lane reads with each of its events: columns, and how to come to them from `due.event`. */
export interface JoinedColumns {
  columns: string;
  joins: string;
}

export type ReadDestination = (
  connection: Connection,
  batch: { delivered: string[]; limit: number },
) => Promise<StoredEvent[]>;

/**
 * Marks what was delivered and reads the oldest events of a lane that may leave now, in one round
 * trip. An event waits while an earlier one of its key is put off, so that a key's order holds. The
 * mark does not wait for the disk: one that is lost with the database only delivers again.
 */
export function destinationReader(lane: Destination, alongside?: JoinedColumns): ReadDestination {
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
      ${alongside ? `, ${alongside.columns}` : ''}
    FROM due ${alongside?.joins ?? ''} ORDER BY due.id`;
  const statement = { name: `advance-outbox-${lane}`, text };
  return async (connection, { delivered, limit }) => {
    const rows = await preparedQuery<DestinationRow>(connection, statement, [
      lane,
      limit,
      delivered,
    ]);
    return rows.map(({ eventId, event, orderKey, attempts, ...more }) => ({
      id: eventId,
      event,
      orderKey,
      attempts,
      more,
    }));
  };
}

type DestinationRow = Omit<StoredEvent, 'id' | 'more'> & { eventId: string };

/** Puts an event off by `delayMs`, or gives it up after its last try. */
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

/** Forgets what was delivered more than an hour ago; returns how many rows went. */
export async function purgeDelivered(manager: EntityManager, limit: number): Promise<number> {
  const [, count] = await manager.query<[unknown, number]>(
    `DELETE FROM outbox_events WHERE id IN (
       SELECT id FROM outbox_events WHERE delivered_at < now() - interval '1 hour'
       ORDER BY id LIMIT $1)`,
    [limit],
  );
  return count;
}

/** What has not reached its people yet. */
export interface Backlog {
  waiting: number;
  /** Whole seconds since the oldest of them was written; null: nothing waits. */
  oldestSeconds: number | null;
  /** Given up after their last try. */
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
