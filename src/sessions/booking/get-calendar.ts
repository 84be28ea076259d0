import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { canonicalTimezone, isUtc } from '../time-zone';
import type { Span } from '../availability/availability-policy';
import { calendarTimezone } from './calendar-timezone';
import type { CounselingRecord } from './counseling-repository';
import { requireCounselingFor } from './get-counseling';
import type { SessionServices } from '../session-services';

const ALARM_SECONDS = 600;

export const calendarSchema = z.object({
  id: z.string(),
  lang: z.enum(['id', 'en'], 'must be id or en').default('id'),
});

const TEXTS = {
  id: { summary: 'Sesi konseling Ruang Diri', alarm: 'Sesi konseling Anda dimulai 10 menit lagi' },
  en: { summary: 'Ruang Diri counseling', alarm: 'Your counseling session starts in 10 minutes' },
};

/**
 * The counseling as an iCalendar file for a participant; fetched again after a reschedule or
 * cancellation it updates the same entry. It contains no names and no notes: calendars are shared
 * and shown on locked screens.
 */
export async function getCalendar(
  services: Pick<SessionServices, 'db' | 'clock'>,
  principal: Principal,
  { id, lang }: z.output<typeof calendarSchema>,
): Promise<string> {
  const counseling = await requireCounselingFor(services.db.source.manager, principal, id);
  const calendar = ical({
    prodId: { company: 'Ruang Diri', product: 'Sessions', language: lang.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    // Without a name: with one, DTSTAMP and CREATED would be local times, which RFC 5545 forbids.
    timezone: { name: null, generator: (timezone) => calendarTimezone(timezone, counseling) },
  });
  const event = calendar.createEvent(eventOf(counseling, services.clock.now()));
  event.summary(TEXTS[lang].summary);
  if (!counseling.cancelledAt) {
    event.createAlarm({
      type: ICalAlarmType.display,
      trigger: ALARM_SECONDS,
      description: TEXTS[lang].alarm,
    });
  }
  return `${calendar.toString()}\r\n`;
}

function eventOf(counseling: CounselingRecord, now: number) {
  const { id, startsAt, endsAt, revision, cancelledAt, createdAt } = counseling;
  return {
    id: `${id}@ruang-diri`,
    sequence: revision,
    status: cancelledAt ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    ...spanIn(counseling.timezone, { startsAt, endsAt }),
    stamp: new Date(now),
    created: createdAt,
  };
}

/** In UTC without a zone: a local time there would float to the reader's clock. */
function spanIn(timezone: string, { startsAt, endsAt }: Span) {
  if (isUtc(timezone)) return { start: startsAt, end: endsAt };
  const zone = canonicalTimezone(timezone);
  return {
    start: DateTime.fromJSDate(startsAt, { zone }),
    end: DateTime.fromJSDate(endsAt, { zone }),
    timezone: zone,
  };
}
