import { CalendarClock } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { AffectedBooking } from '../../api/api-types';
import { localDay } from '../../i18n/local-day';
import { useFormat } from '../../i18n/use-format';
import { Button, ButtonLink } from '../../components/controls/button';
import { Banner } from '../../components/display/banner';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import { CancelSessionDialog } from '../../components/overlays/cancel-session-dialog';
import styles from './affected-bookings.module.css';

interface AffectedBookingsProps {
  bookings: AffectedBooking[];
  /** Of the hours. */
  zone: string | undefined;
  onCancelled: (counselingId: string) => void;
}

/** Bookings outside the changed hours: they remain booked until they are moved or cancelled. */
export function AffectedBookings({
  bookings,
  zone,
  onCancelled,
}: AffectedBookingsProps): ReactElement | null {
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
            <Booking
              booking={booking}
              zone={zone}
              onCancelled={() => onCancelled(booking.counselingId)}
            />
          </li>
        ))}
      </ul>
    </Banner>
  );
}

interface BookingProps {
  booking: AffectedBooking;
  zone: string | undefined;
  onCancelled: () => void;
}

function Booking({ booking, zone, onCancelled }: BookingProps): ReactElement {
  const { counselingId, startsAt, endsAt, client } = booking;
  const { t } = useTranslation();
  const format = useFormat();
  const [dialog, setDialog] = useState<'never' | 'open' | 'closed'>('never');
  const time = `${format.shortDay(startsAt, zone)}, ${format.timeRange(startsAt, endsAt, zone)}`;
  const subject = <VisuallyHidden>{`: ${client.fullName}, ${time}`}</VisuallyHidden>;
  return (
    <div className={styles.booking}>
      <Link href={`/today?day=${localDay(startsAt)}`} className={styles.link}>
        {time} · {client.fullName}
      </Link>
      <div className={styles.actions}>
        <ButtonLink kind="secondary" size="small" href={`/today/move/${counselingId}`}>
          {t('availability.affected.move')}
          {subject}
        </ButtonLink>
        <Button kind="quiet" size="small" onClick={() => setDialog('open')}>
          {t('availability.affected.cancel')}
          {subject}
        </Button>
      </div>
      {dialog !== 'never' && (
        <CancelSessionDialog
          counseling={{ id: counselingId, scheduledAt: startsAt }}
          name={client.fullName}
          texts="today.cancelDialog"
          open={dialog === 'open'}
          onOpenChange={(open) => setDialog(open ? 'open' : 'closed')}
          onCancelled={onCancelled}
        />
      )}
    </div>
  );
}
