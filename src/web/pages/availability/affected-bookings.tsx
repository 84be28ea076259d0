import { CalendarClock } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { AffectedBooking } from '../../api/api-types';
import { localDay } from '../../i18n/local-day';
import { useFormat } from '../../i18n/use-format';
import { Banner } from '../../components/display/banner';
import styles from './affected-bookings.module.css';

/** Bookings outside the changed hours: they remain booked and link to the agenda. */
export function AffectedBookings({
  bookings,
}: {
  bookings: AffectedBooking[];
}): ReactElement | null {
  const { t } = useTranslation();
  const banner = useRef<HTMLDivElement>(null);
  // The edited field may be far below the banner.
  useEffect(() => {
    void banner.current?.scrollIntoView({ block: 'nearest' });
  }, [bookings]);
  if (bookings.length === 0) return null;
  return (
    <Banner
      ref={banner}
      tone="warm"
      icon={<CalendarClock aria-hidden="true" size={20} />}
      title={t('availability.affected.title', { count: bookings.length })}
    >
      <p>{t('availability.affected.text')}</p>
      <ul className={styles.list}>
        {bookings.map((booking) => (
          <li key={booking.counselingId}>
            <Booking booking={booking} />
          </li>
        ))}
      </ul>
    </Banner>
  );
}

function Booking({
  booking: { startsAt, endsAt, client },
}: {
  booking: AffectedBooking;
}): ReactElement {
  const format = useFormat();
  return (
    <Link href={`/today?day=${localDay(startsAt)}`} className={styles.link}>
      {format.shortDay(startsAt)}, {format.timeRange(startsAt, endsAt)} · {client.fullName}
    </Link>
  );
}
