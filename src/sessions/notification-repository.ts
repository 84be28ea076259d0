import type { EntityManager } from 'typeorm';
import type { OutboxEvent } from '../delivery/outbox/outbox-event';
import type { NotificationKind } from '../enums';

export interface NewNotification {
  userId: string;
  kind: NotificationKind;
  counselingId: string;
  sessionId: string | null;
}

/** Stores notifications and returns their outbox events. */
export async function insertNotifications(
  tx: EntityManager,
  notifications: NewNotification[],
  at: Date,
): Promise<OutboxEvent[]> {
  if (notifications.length === 0) return [];
  const rows = await tx.query<{ id: string; userId: string; counselingId: string }[]>(
    `INSERT INTO notifications (user_id, kind, counseling_id, created_at)
     SELECT user_id, kind, counseling_id, $4
     FROM unnest($1::bigint[], $2::text[], $3::uuid[]) AS note (user_id, kind, counseling_id)
     RETURNING id, user_id AS "userId", counseling_id AS "counselingId"`,
    [
      notifications.map((one) => one.userId),
      notifications.map((one) => one.kind),
      notifications.map((one) => one.counselingId),
      at,
    ],
  );
  const ids = new Map(rows.map((row) => [`${row.userId} ${row.counselingId}`, row.id]));
  return notifications.map((one) => ({
    kind: 'notification.created',
    notificationId: ids.get(`${one.userId} ${one.counselingId}`) ?? '',
    userId: one.userId,
    notification: one.kind,
    counselingId: one.counselingId,
    sessionId: one.sessionId,
    createdAt: at.toISOString(),
  }));
}
