import ical, { ICalCalendarMethod } from 'ical-generator';
import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { addCounselingEvent, calendarLanguage, calendarProduct } from './counseling-event';
import { calendarTimezone } from './calendar-timezone';
import { requireCounselingFor } from '../booking/get-counseling';
import type { SessionServices } from '../session-services';

export const calendarSchema = z.object({ id: z.string(), lang: calendarLanguage });

/**
 * The counseling as an iCalendar file for a participant; fetched again after a reschedule or
 * cancellation it updates the same entry.
 */
export async function getCalendar(
  services: Pick<SessionServices, 'db' | 'clock'>,
  principal: Principal,
  { id, lang }: z.output<typeof calendarSchema>,
): Promise<string> {
  const counseling = await requireCounselingFor(services.db.source.manager, principal, id);
  const calendar = ical({
    prodId: calendarProduct(lang),
    method: ICalCalendarMethod.PUBLISH,
    // Without a name: with one, DTSTAMP and CREATED would be local times, which RFC 5545 forbids.
    timezone: { name: null, generator: (timezone) => calendarTimezone(timezone, counseling) },
  });
  addCounselingEvent(calendar, counseling, { lang, now: services.clock.now() });
  return `${calendar.toString()}\r\n`;
}
