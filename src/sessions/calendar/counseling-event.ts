import { ICalAlarmType, ICalEventStatus } from 'ical-generator';
import type { ICalCalendar } from 'ical-generator';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { CounselingRecord } from '../booking/counseling-repository';
import { canonicalTimezone, isUtc } from '../time-zone';

const ALARM_SECONDS = 600;

export const calendarLanguage = z.enum(['id', 'en'], 'must be id or en').default('id');
type Language = z.output<typeof calendarLanguage>;

const TEXTS = {
  id: {
    summary: 'Sesi konseling Ruang Diri',
    alarm: 'Sesi konseling Anda dimulai 10 menit lagi',
    open: 'Buka di Ruang Diri',
  },
  en: {
    summary: 'Ruang Diri counseling',
    alarm: 'Your counseling session starts in 10 minutes',
    open: 'Open in Ruang Diri',
  },
};

export const calendarProduct = (
  lang: Language,
): { company: string; product: string; language: string } => ({
  company: 'Ruang Diri',
  product: 'Sessions',
  language: lang.toUpperCase(),
});

interface EventOptions {
  lang: Language;
  now: number;
  /** Default: that of the booking. */
  timezone?: string;
  /** Where to open the session. */
  url?: string;
}

/**
 * Adds a counseling to a calendar. A later copy updates the same entry, because its id stays and its
 * sequence rises. It contains no names and no notes: calendars are shared and shown on locked screens.
 */
export function addCounselingEvent(
  calendar: ICalCalendar,
  counseling: CounselingRecord,
  { lang, now, timezone = counseling.timezone, url }: EventOptions,
): void {
  const { id, revision, cancelledAt, createdAt } = counseling;
  const event = calendar.createEvent({
    id: `${id}@ruang-diri`,
    sequence: revision,
    status: cancelledAt ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    ...spanIn(timezone, counseling),
    stamp: new Date(now),
    created: createdAt,
    summary: TEXTS[lang].summary,
    // Calendars that hide the property URL show the description.
    ...(url === undefined ? {} : { url, description: `${TEXTS[lang].open}: ${url}` }),
  });
  if (cancelledAt) return;
  event.createAlarm({
    type: ICalAlarmType.display,
    trigger: ALARM_SECONDS,
    description: TEXTS[lang].alarm,
  });
}

/** In UTC without a zone: a local time there would float to the reader's clock. */
function spanIn(
  timezone: string,
  { startsAt, endsAt }: Pick<CounselingRecord, 'startsAt' | 'endsAt'>,
) {
  if (isUtc(timezone)) return { start: startsAt, end: endsAt };
  const zone = canonicalTimezone(timezone);
  return {
    start: DateTime.fromJSDate(startsAt, { zone }),
    end: DateTime.fromJSDate(endsAt, { zone }),
    timezone: zone,
  };
}
