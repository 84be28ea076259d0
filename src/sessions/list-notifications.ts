import { isRowId } from '../ids';
import type { Principal } from '../users/principal';
import { AppError } from '../errors';
import type { SessionServices } from './session-services';
import type { NotificationKind } from '../enums';

export interface NotificationView {
  id: string;
  kind: NotificationKind;
  counselingId: string;
  sessionId: string | null;
  createdAt: string;
  readAt: string | null;
}

interface Row {
  id: string;
  kind: NotificationKind;
  counselingId: string;
  sessionId: string | null;
  createdAt: Date;
  readAt: Date | null;
}

const SELECT = `SELECT n.id, n.kind, n.counseling_id AS "counselingId", s.id AS "sessionId",
  n.created_at AS "createdAt", n.read_at AS "readAt"
  FROM notifications n LEFT JOIN chat_sessions s ON s.counseling_id = n.counseling_id`;

const MAX_LISTED = 100;

type Services = Pick<SessionServices, 'db' | 'clock'>;

/** The user's newest notifications, at most 100 (counseling-38). */
export async function listNotifications(
  services: Pick<Services, 'db'>,
  principal: Principal,
): Promise<NotificationView[]> {
  const rows = await services.db.source.manager.query<Row[]>(
    `${SELECT} WHERE n.user_id = $1 ORDER BY n.id DESC LIMIT $2`,
    [principal.id, MAX_LISTED],
  );
  return rows.map(view);
}

/** Marks the user's notification as read; a repeat keeps the first time. */
export async function markNotificationRead(
  services: Services,
  principal: Principal,
  input: { id: string },
): Promise<NotificationView> {
  const { manager } = services.db.source;
  if (!isRowId(input.id)) throw new AppError('notification-not-found');
  await manager.query(
    'UPDATE notifications SET read_at = coalesce(read_at, $3) WHERE id = $1 AND user_id = $2',
    [input.id, principal.id, new Date(services.clock.now())],
  );
  const [row] = await manager.query<Row[]>(`${SELECT} WHERE n.id = $1 AND n.user_id = $2`, [
    input.id,
    principal.id,
  ]);
  if (!row) throw new AppError('notification-not-found');
  return view(row);
}

function view(row: Row): NotificationView {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  };
}
