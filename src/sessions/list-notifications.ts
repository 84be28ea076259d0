import { isRowId } from '../ids';
import type { Principal } from '../users/principal';
import { AppError } from '../errors';
import { findNotifications, recordNotificationRead } from './notification-repository';
import type { NotificationRow } from './notification-repository';
import type { SessionServices } from './session-services';
import type { NotificationKind } from '../enums';

export interface NotificationView {
  id: string;
  kind: NotificationKind;
  counselingId: string | null;
  sessionId: string | null;
  createdAt: string;
  readAt: string | null;
}

const MAX_LISTED = 100;

type Services = Pick<SessionServices, 'db' | 'clock'>;

/** The user's newest notifications, at most 100 (counseling-38). */
export async function listNotifications(
  services: Pick<Services, 'db'>,
  principal: Principal,
): Promise<NotificationView[]> {
  const { manager } = services.db.source;
  const rows = await findNotifications(manager, { userId: principal.id }, MAX_LISTED);
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
  const own = { id: input.id, userId: principal.id };
  await recordNotificationRead(manager, own, new Date(services.clock.now()));
  const [row] = await findNotifications(manager, own, 1);
  if (!row) throw new AppError('notification-not-found');
  return view(row);
}

function view(row: NotificationRow): NotificationView {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  };
}
