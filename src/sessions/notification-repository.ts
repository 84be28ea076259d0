import { In, IsNull, MoreThan } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ChatSession } from '../database/entities/sessions/chat-session';
import { Notification } from '../database/entities/sessions/notification';
import { insertRows } from '../database/insert-rows';
import { selectRows } from '../database/select-rows';
import type { AccountNotificationKind } from '../enums';
import type { OutboxEvent } from '../delivery/outbox/outbox-event';

export type NewNotification = Pick<Notification, 'userId' | 'kind'> & {
  counselingId: string;
  sessionId: string | null;
};

/** Stores notifications, each user and kind at most once a counseling; returns their outbox events. */
export async function insertNotifications(
  tx: EntityManager,
  notifications: NewNotification[],
  at: Date,
): Promise<OutboxEvent[]> {
  if (notifications.length === 0) return [];
  const rows = notifications.map((notification) => ({ ...notification, createdAt: at }));
  const columns = ['userId', 'kind', 'counselingId', 'createdAt'] as const;
  const result = await insertRows(tx, Notification, { columns, rows })
    .returning(`id, user_id || ' ' || counseling_id || ' ' || kind AS key`)
    .execute();
  const inserted = result.raw as { id: string; key: string }[];
  const ids = new Map(inserted.map(({ id, key }) => [key, id]));
  return notifications.map(({ userId, kind, counselingId, sessionId }) => ({
    kind: 'notification.created',
    notificationId: ids.get(`${userId} ${counselingId} ${kind}`) ?? '',
    userId,
    notification: kind,
    counselingId,
    sessionId,
    createdAt: at.toISOString(),
  }));
}

interface AccountNotice {
  userIds: string[];
  kind: AccountNotificationKind;
}

/** Users who were notified of this kind after `since`. */
export async function findRecentlyNotified(
  tx: EntityManager,
  { userIds, kind, since }: AccountNotice & { since: Date },
): Promise<string[]> {
  const found = await tx.find(Notification, {
    select: { id: true, userId: true },
    where: { userId: In(userIds), kind, createdAt: MoreThan(since) },
  });
  return found.map(({ userId }) => userId);
}

/** Stores notifications about the users' own accounts; returns their outbox events. */
export async function insertAccountNotifications(
  tx: EntityManager,
  { userIds, kind, at }: AccountNotice & { at: Date },
): Promise<OutboxEvent[]> {
  const rows = userIds.map((userId) => ({ userId, kind, createdAt: at }));
  const saved = await tx.save(Notification, rows);
  return saved.map(({ id, userId }) => ({
    kind: 'notification.created',
    notificationId: id,
    userId,
    notification: kind,
    counselingId: null,
    sessionId: null,
    createdAt: at.toISOString(),
  }));
}

export type NotificationRow = Pick<
  Notification,
  'id' | 'kind' | 'counselingId' | 'createdAt' | 'readAt'
> & { sessionId: string | null };

/** Newest first. */
export function findNotifications(
  manager: EntityManager,
  where: { userId: string; id?: string },
  limit: number,
): Promise<NotificationRow[]> {
  const query = manager
    .createQueryBuilder(Notification, 'n')
    .leftJoin(ChatSession, 's', 's.counselingId = n.counselingId')
    .where(where)
    .orderBy('n.id', 'DESC')
    .limit(limit);
  return selectRows<NotificationRow>(query, {
    id: 'n.id',
    kind: 'n.kind',
    counselingId: 'n.counselingId',
    sessionId: 's.id',
    createdAt: 'n.createdAt',
    readAt: 'n.readAt',
  });
}

/** A repeat keeps the first time. */
export async function recordNotificationRead(
  manager: EntityManager,
  notification: { id: string; userId: string },
  at: Date,
): Promise<void> {
  await manager.update(Notification, { ...notification, readAt: IsNull() }, { readAt: at });
}
