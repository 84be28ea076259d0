import type { Clock } from '../clock';
import type { Db } from '../database/db';
import { inTransaction } from '../database/in-transaction';
import { appendEvents } from '../delivery/outbox/outbox-repository';
import type { AccountNotificationKind } from '../enums';
import {
  findRecentlyNotified,
  insertAccountNotifications,
} from '../sessions/notification-repository';
import { findIdsOfRole, findUserByEmail } from '../users/user-repository';

export interface NoticeServices {
  db: Db;
  clock: Clock;
}

/** A user gets a notice of a kind at most this often: a wave must not fill their list. */
const INTERVAL_MS = 60 * 60 * 1000;

/** Notifies the owner of an account, if there is one, that its password is being guessed. */
export async function notifyOfFailedSignIns(
  services: NoticeServices,
  email: string,
): Promise<void> {
  const user = await findUserByEmail(services.db.source.manager, email);
  if (user) await notify(services, [user.id], 'sign_in_failures');
}

export function notifyOfNewDevice(services: NoticeServices, userId: string): Promise<void> {
  return notify(services, [userId], 'new_device');
}

/** Notifies the team that many sign-ins or requests were refused in a short time. */
export async function alarmTeam(services: NoticeServices): Promise<void> {
  const team = await findIdsOfRole(services.db.source.manager, 'team');
  await notify(services, team, 'security_alarm');
}

async function notify(
  { db, clock }: NoticeServices,
  userIds: string[],
  kind: AccountNotificationKind,
): Promise<void> {
  const at = new Date(clock.now());
  await inTransaction(db, async (tx) => {
    const since = new Date(at.getTime() - INTERVAL_MS);
    const notified = await findRecentlyNotified(tx, { userIds, kind, since });
    const recipients = userIds.filter((id) => !notified.includes(id));
    await appendEvents(tx, await insertAccountNotifications(tx, { userIds: recipients, kind, at }));
  });
}
