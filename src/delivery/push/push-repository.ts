import type { EntityManager } from 'typeorm';
import type { PushPayload } from './push-payload';

export interface NewSubscription {
  userId: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  at: Date;
}

/** Saves a subscription and keeps only the user's newest `limit`. */
export async function saveSubscription(
  manager: EntityManager,
  { userId, endpoint, p256dh, auth, at }: NewSubscription,
  limit: number,
): Promise<void> {
  await manager.query(
    `INSERT INTO push_subscriptions (user_id, endpoint, p256dh, auth, created_at)
     VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (endpoint)
     DO UPDATE SET user_id = $1, p256dh = $3, auth = $4, created_at = $5`,
    [userId, endpoint, p256dh, auth, at],
  );
  await manager.query(
    `DELETE FROM push_subscriptions WHERE id IN (
       SELECT id FROM push_subscriptions WHERE user_id = $1
       ORDER BY created_at DESC, id DESC OFFSET $2)`,
    [userId, limit],
  );
}

export async function deleteSubscription(
  manager: EntityManager,
  userId: string,
  endpoint: string,
): Promise<void> {
  await manager.query('DELETE FROM push_subscriptions WHERE user_id = $1 AND endpoint = $2', [
    userId,
    endpoint,
  ]);
}

export interface PushColumns {
  pushSubscriptionIds: string[];
}

/** Subscriptions of the recipients of a message, or of the user of a notification. */
export const PUSH_SUBSCRIPTION_COLUMN = `ARRAY(
    SELECT push.id FROM conversation_members recipient
    JOIN push_subscriptions push ON push.user_id = recipient.user_id
    WHERE recipient.conversation_id = message."conversationId" AND recipient.left_at IS NULL
      AND recipient.user_id IS DISTINCT FROM message."senderId"
    UNION ALL
    SELECT id FROM push_subscriptions WHERE due.event ->> 'kind' = 'notification.created'
      AND user_id = (due.event ->> 'userId')::bigint
  ) AS "pushSubscriptionIds"`;

export interface NewPushDelivery {
  eventId: string;
  subscriptionId: string;
  payload: PushPayload;
}

/** Inserts one delivery per event and subscription, unless the user's preferences exclude it. */
export async function insertDeliveries(
  manager: EntityManager,
  deliveries: NewPushDelivery[],
): Promise<void> {
  await manager.query(
    `INSERT INTO push_deliveries (event_id, subscription_id, payload)
     SELECT input."eventId", s.id, input.payload
     FROM jsonb_to_recordset($1::jsonb)
       AS input ("eventId" bigint, "subscriptionId" bigint, payload jsonb)
     JOIN push_subscriptions s ON s.id = input."subscriptionId"
     LEFT JOIN push_preferences p ON p.user_id = s.user_id
     WHERE coalesce(CASE input.payload ->> 'about'
       WHEN 'messages' THEN p.messages ELSE p.sessions END, true)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(deliveries)],
  );
}

export interface DueDelivery {
  eventId: string;
  subscriptionId: string;
  payload: PushPayload;
  attempts: number;
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** Claims due deliveries with a 30-second lease. */
export async function claimDueDeliveries(
  manager: EntityManager,
  limit: number,
): Promise<DueDelivery[]> {
  const [rows] = await manager.query<[DueDelivery[], number]>(
    `UPDATE push_deliveries AS d
     SET attempts = attempts + 1, not_before = now() + interval '30 seconds'
     FROM push_subscriptions s, (
       SELECT event_id, subscription_id FROM push_deliveries
       WHERE settled_at IS NULL AND not_before <= now()
       ORDER BY not_before LIMIT $1 FOR UPDATE SKIP LOCKED
     ) AS due
     WHERE d.event_id = due.event_id AND d.subscription_id = due.subscription_id
       AND s.id = d.subscription_id
     RETURNING d.event_id AS "eventId", d.subscription_id AS "subscriptionId", d.payload,
       d.attempts, s.endpoint, s.p256dh, s.auth`,
    [limit],
  );
  return rows;
}

type DeliveryKey = Pick<DueDelivery, 'eventId' | 'subscriptionId'>;

/** Marks a delivery as sent or abandoned. */
export async function settleDelivery(
  manager: EntityManager,
  { eventId, subscriptionId }: DeliveryKey,
): Promise<void> {
  await manager.query(
    `UPDATE push_deliveries SET settled_at = now() WHERE event_id = $1 AND subscription_id = $2`,
    [eventId, subscriptionId],
  );
}

export async function postponeDelivery(
  manager: EntityManager,
  { eventId, subscriptionId }: DeliveryKey,
  seconds: number,
): Promise<void> {
  await manager.query(
    `UPDATE push_deliveries SET not_before = now() + $3 * interval '1 second'
     WHERE event_id = $1 AND subscription_id = $2`,
    [eventId, subscriptionId, seconds],
  );
}

/** Deletes a subscription with its pending deliveries. */
export async function deleteExpiredSubscription(manager: EntityManager, id: string): Promise<void> {
  await manager.query('DELETE FROM push_subscriptions WHERE id = $1', [id]);
}

/** Settled rows only guard against repeated events, which arrive within seconds. */
export async function purgeSettledDeliveries(manager: EntityManager): Promise<void> {
  await manager.query(`DELETE FROM push_deliveries WHERE settled_at < now() - interval '1 hour'`);
}

export interface PreferenceRow {
  messages: boolean;
  sessions: boolean;
}

export async function selectPreferences(
  manager: EntityManager,
  userId: string,
): Promise<PreferenceRow | undefined> {
  const [row] = await manager.query<PreferenceRow[]>(
    'SELECT messages, sessions FROM push_preferences WHERE user_id = $1',
    [userId],
  );
  return row;
}

export async function upsertPreferences(
  manager: EntityManager,
  userId: string,
  { messages, sessions }: PreferenceRow,
): Promise<void> {
  await manager.query(
    `INSERT INTO push_preferences (user_id, messages, sessions) VALUES ($1, $2, $3)
     ON CONFLICT (user_id) DO UPDATE SET messages = $2, sessions = $3`,
    [userId, messages, sessions],
  );
}

/** `privateKey` is encrypted with `dataKey`, which is wrapped by the master key. */
export interface VapidKeyRow {
  publicKey: string;
  dataKey: Buffer;
  privateKey: Buffer;
}

export async function selectVapidKeys(manager: EntityManager): Promise<VapidKeyRow | undefined> {
  const [row] = await manager.query<VapidKeyRow[]>(
    `SELECT public_key AS "publicKey", data_key AS "dataKey", private_key AS "privateKey"
     FROM push_keys`,
  );
  return row;
}

/** Does nothing when there are keys already. */
export async function insertVapidKeys(
  manager: EntityManager,
  { publicKey, dataKey, privateKey }: VapidKeyRow,
): Promise<void> {
  await manager.query(
    `INSERT INTO push_keys (id, public_key, data_key, private_key) VALUES (1, $1, $2, $3)
     ON CONFLICT DO NOTHING`,
    [publicKey, dataKey, privateKey],
  );
}
