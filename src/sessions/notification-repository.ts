import type { EntityManager } from 'typeorm';
import type { OutboxEvent } from '../delivery/outbox/outbox-event';
import type { NotificationKind } from '../enums';

export interface NewNotification {
  userId: string;
  kind: NotificationKind;
  counselingId: string;
  sessionId: string | null;
}

/** Stores notifications and returns the events that carry them to their people. */
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
      notifications.map((note) => note.userId),
      notifications.map((note) => note.kind),
      notifications.map((note) => note.counselingId),
      at,
    ],
  );
  const ids = new Map(rows.map((row) => [`${row.userId} ${row.counselingId}`, row.id]));
  return notifications.map((note) => ({
    kind: 'notification.created',
    notificationId: ids.get(`${note.userId} ${note.counselingId}`) ?? '',
    userId: note.userId,
    notification: note.kind,
    counselingId: note.counselingId,
    sessionId: note.sessionId,
    createdAt: at.toISOString(),
  }));
}
