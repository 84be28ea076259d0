import ical, { ICalCalendarMethod } from 'ical-generator';
import { z } from 'zod';
import { AppError } from '../../errors';
import { findCounselingsOf } from '../booking/counseling-repository';
import type { CounselingRecord } from '../booking/counseling-repository';
import type { SessionServices } from '../session-services';
import { hashSecret } from './calendar-feed';
import { findFeedBySecret } from './calendar-feed-repository';
import { addCounselingEvent, calendarProduct } from './counseling-event';

const DAY_MS = 86_400_000;
/** Past sessions that stay in the calendar. */
const PAST_MS = 90 * DAY_MS;
const MAX_EVENTS = 1_000;
const REFRESH_SECONDS = 900;

export const calendarFeedSchema = z.object({ secret: z.string() });

interface FeedServices extends Pick<SessionServices, 'db' | 'clock'> {
  /** Throws `rate-limited`. */
  limit: (userId: string) => Promise<void> | undefined;
}

interface FeedRequest {
  secret: string;
  /** Links lead there. */
  origin: string;
}

/**
 * The counselings of a feed's owner as an iCalendar file; its secret is the only credential. Times are
 * in UTC, which every calendar shows on its own clock.
 */
export async function readCalendarFeed(
  { db, clock, limit }: FeedServices,
  { secret, origin }: FeedRequest,
): Promise<string> {
  const { manager } = db.source;
  const feed = await findFeedBySecret(manager, hashSecret(secret));
  if (!feed) throw new AppError('calendar-feed-not-found');
  await limit(feed.userId);
  const now = clock.now();
  const window = { from: new Date(now - PAST_MS), limit: MAX_EVENTS, offset: 0 };
  const counselings = await findCounselingsOf(manager, feed.userId, window);
  const calendar = ical({
    prodId: calendarProduct(feed.lang),
    name: 'Ruang Diri',
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_SECONDS,
  });
  for (const counseling of counselings) {
    const url = origin + pathOf(counseling, feed.userId);
    addCounselingEvent(calendar, counseling, { lang: feed.lang, now, timezone: 'UTC', url });
  }
  return `${calendar.toString()}\r\n`;
}

/** The session's room, or the page that lists counselings without one. */
function pathOf({ sessionId, psychologistId }: CounselingRecord, userId: string): string {
  if (sessionId) return `/sessions/${sessionId}`;
  return userId === psychologistId ? '/today' : '/sessions';
}
