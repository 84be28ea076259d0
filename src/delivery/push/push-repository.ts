import { In, Raw } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { PushDelivery } from '../../database/entities/delivery/push-delivery';
import { PushKey } from '../../database/entities/delivery/push-key';
import { PushPreference } from '../../database/entities/delivery/push-preference';
import { PushSubscription } from '../../database/entities/delivery/push-subscription';
import { groupEntries } from '../../group-entries';
import type { PushPayload } from './push-payload';

type NewSubscription = Omit<PushSubscription, 'id' | 'user'>;

/** Saves a subscription and keeps only the user's newest `limit`. */
export async function saveSubscription(
  manager: EntityManager,
  subscription: NewSubscription,
  limit: number,
): Promise<void> {
  await manager.upsert(PushSubscription, subscription, ['endpoint']);
  const surplus = await manager.find(PushSubscription, {
    select: { id: true },
    where: { userId: subscription.userId },
    order: { createdAt: 'DESC', id: 'DESC' },
    skip: limit,
  });
  if (surplus.length === 0) return;
  await manager.delete(PushSubscription, { id: In(surplus.map(({ id }) => id)) });
}

export async function deleteSubscription(
  manager: EntityManager,
  userId: string,
  endpoint: string,
): Promise<void> {
  await manager.delete(PushSubscription, { userId, endpoint });
}

export interface NewPushDelivery {
  eventId: string;
  subscriptionId: string;
  payload: PushPayload;
}

const NEW_DELIVERIES = `(SELECT * FROM jsonb_to_recordset(:deliveries)
  AS delivery (event_id bigint, subscription_id bigint, payload jsonb))`;

/** Inserts one delivery per event and subscription, unless the user's preferences exclude it. */
export async function insertDeliveries(
  manager: EntityManager,
  deliveries: NewPushDelivery[],
): Promise<void> {
  const rows = deliveries.map(({ eventId, subscriptionId, payload }) => ({
    event_id: eventId,
    subscription_id: subscriptionId,
    payload,
  }));
  await manager
    .createQueryBuilder()
    .insert()
    .into(PushDelivery, ['eventId', 'subscriptionId', 'payload'])
    .valuesFromSelect((query) =>
      query
        .select(['added.event_id', 'added.subscription_id', 'added.payload'])
        .from(PushSubscription, 'subscription')
        .innerJoin(NEW_DELIVERIES, 'added', 'added.subscription_id = subscription.id')
        .leftJoin(PushPreference, 'preference', 'preference.userId = subscription.userId')
        .where(
          `CASE added.payload ->> 'about' WHEN 'messages' THEN preference.messages
           ELSE preference.sessions END IS NOT FALSE`,
        )
        .setParameter('deliveries', JSON.stringify(rows)),
    )
    .orIgnore()
    .execute();
}

export interface DueDelivery
  extends
    Pick<PushDelivery, 'eventId' | 'subscriptionId' | 'attempts'>,
    Pick<PushSubscription, 'endpoint' | 'p256dh' | 'auth'> {
  payload: PushPayload;
}

/** Claims due deliveries with a 30-second lease. */
export async function claimDueDeliveries(
  manager: EntityManager,
  limit: number,
): Promise<DueDelivery[]> {
  return manager.transaction(async (tx) => {
    const due = await tx
      .createQueryBuilder(PushDelivery, 'delivery')
      .innerJoinAndSelect('delivery.subscription', 'subscription')
      .where('delivery.settledAt IS NULL AND delivery.notBefore <= now()')
      .orderBy('delivery.notBefore')
      .limit(limit)
      .setLock('pessimistic_write', undefined, ['delivery'])
      .setOnLocked('skip_locked')
      .getMany();
    if (due.length === 0) return [];
    await tx
      .createQueryBuilder()
      .update(PushDelivery)
      .set({
        attempts: () => 'attempts + 1',
        notBefore: () => "now() + interval '30 seconds'",
      })
      .whereInIds(due)
      .execute();
    return due.flatMap(({ subscription, ...delivery }) => {
      if (!subscription) return [];
      const { endpoint, p256dh, auth } = subscription;
      const attempts = delivery.attempts + 1;
      return [
        { ...delivery, payload: delivery.payload as PushPayload, attempts, endpoint, p256dh, auth },
      ];
    });
  });
}
type DeliveryKey = Pick<DueDelivery, 'eventId' | 'subscriptionId'>;

/** Marks a delivery as sent or abandoned. */
export async function settleDelivery(
  manager: EntityManager,
  { eventId, subscriptionId }: DeliveryKey,
): Promise<void> {
  await manager.update(PushDelivery, { eventId, subscriptionId }, { settledAt: () => 'now()' });
}

export async function postponeDelivery(
  manager: EntityManager,
  { eventId, subscriptionId }: DeliveryKey,
  seconds: number,
): Promise<void> {
  await manager
    .createQueryBuilder()
    .update(PushDelivery)
    .set({ notBefore: () => "now() + :seconds * interval '1 second'" })
    .where({ eventId, subscriptionId })
    .setParameters({ seconds })
    .execute();
}

/** Deletes a subscription with its pending deliveries. */
export async function deleteExpiredSubscription(manager: EntityManager, id: string): Promise<void> {
  await manager.delete(PushSubscription, { id });
}

/** Settled rows only guard against repeated events, which arrive within seconds. */
export async function purgeSettledDeliveries(manager: EntityManager): Promise<void> {
  await manager.delete(PushDelivery, {
    settledAt: Raw((column) => `${column} < now() - interval '1 hour'`),
  });
}

export type PreferenceRow = Pick<PushPreference, 'messages' | 'sessions'>;

export function selectPreferences(
  manager: EntityManager,
  userId: string,
): Promise<PreferenceRow | null> {
  return manager.findOneBy(PushPreference, { userId });
}

export async function upsertPreferences(
  manager: EntityManager,
  userId: string,
  preferences: PreferenceRow,
): Promise<void> {
  await manager.upsert(PushPreference, { userId, ...preferences }, ['userId']);
}

/** `privateKey` is encrypted with `dataKey`, which is wrapped by the master key. */
export type VapidKeyRow = Omit<PushKey, 'id'>;

const KEY_ID = 1;

export function selectVapidKeys(manager: EntityManager): Promise<VapidKeyRow | null> {
  return manager.findOneBy(PushKey, { id: KEY_ID });
}

/** Does nothing when there are keys already. */
export async function insertVapidKeys(manager: EntityManager, keys: VapidKeyRow): Promise<void> {
  await manager
    .createQueryBuilder()
    .insert()
    .into(PushKey)
    .values({ id: KEY_ID, ...keys })
    .orIgnore()
    .execute();
}

export async function deleteSubscriptionsOf(tx: EntityManager, userId: string): Promise<void> {
  await tx.delete(PushSubscription, { userId });
}

/** Ids of the subscriptions of users, by user id. */
export async function selectSubscriptionIds(
  manager: EntityManager,
  userIds: string[],
): Promise<Map<string, string[]>> {
  if (userIds.length === 0) return new Map();
  const subscriptions = await manager.find(PushSubscription, {
    select: { id: true, userId: true },
    where: { userId: In(userIds) },
  });
  return groupEntries(subscriptions.map(({ id, userId }) => [userId, id]));
}
