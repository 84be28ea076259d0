import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { SessionServices } from '../session-services';
import { calendarLanguage } from './counseling-event';
import { deleteFeed, findFeed, saveFeed } from './calendar-feed-repository';

type Services = Pick<SessionServices, 'db' | 'clock'>;

const SECRET_BYTES = 32;

export const renewFeedSchema = z.object({ lang: calendarLanguage });

export interface CalendarFeedView {
  /** Null: there is no feed. */
  createdAt: string | null;
}

export async function getCalendarFeed(
  { db }: Pick<Services, 'db'>,
  principal: Principal,
): Promise<CalendarFeedView> {
  requireRole(principal, 'client', 'psychologist');
  const feed = await findFeed(db.source.manager, principal.id);
  return { createdAt: feed?.createdAt.toISOString() ?? null };
}

/** Creates the user's feed, or replaces its secret: the earlier address stops working. */
export async function renewCalendarFeed(
  { db, clock }: Services,
  principal: Principal,
  { lang }: z.output<typeof renewFeedSchema>,
): Promise<{ secret: string; createdAt: string }> {
  requireRole(principal, 'client', 'psychologist');
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  const createdAt = new Date(clock.now());
  const feed = { userId: principal.id, secretHash: hashSecret(secret), lang, createdAt };
  await saveFeed(db.source.manager, feed);
  return { secret, createdAt: createdAt.toISOString() };
}

export async function revokeCalendarFeed(
  { db }: Pick<Services, 'db'>,
  principal: Principal,
): Promise<CalendarFeedView> {
  requireRole(principal, 'client', 'psychologist');
  await deleteFeed(db.source.manager, principal.id);
  return { createdAt: null };
}

/** A secret of 256 random bits needs no slow hash. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
