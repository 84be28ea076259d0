import { Hourglass } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { localZone } from '../../i18n/format';
import { useFormat } from '../../i18n/use-format';
import { TimeLeft } from '../../components/display/countdown';
import type { ClockEstimate } from '../../state/chat/clock-estimate';
import type { SessionDetails } from '../../state/chat/kinds/session-details';
import { useServerNow } from './use-server-now';
import styles from './waiting-card.module.css';

const DAY_MS = 24 * 3_600_000;
/** A session still closed this long after its start is late. */
const LATE_MS = 20_000;

export interface WaitingCardProps {
  session: SessionDetails;
  clock: ClockEstimate;
  other: { fullName: string; timezone?: string } | undefined;
}

/** Before the start: opening time, and why writing is not possible yet. */
export function WaitingCard({ session, clock, other }: WaitingCardProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const { startsAt } = session;
  const left = Date.parse(startsAt) - useServerNow(clock);
  const isToday = format.day(startsAt) === format.day(Date.parse(startsAt) - left);
  const time = format.time(startsAt);
  const farText =
    left > DAY_MS ? format.relative(startsAt, Date.parse(startsAt) - left) : undefined;
  const farOrDue = left <= 0 ? t('session.waiting.opening') : farText;
  return (
    <section className={styles.card}>
      <Hourglass aria-hidden="true" size={24} className={styles.icon} />
      <h2 className={styles.title}>
        {isToday
          ? t('session.waiting.title', { time })
          : t('session.waiting.titleLater', { day: format.day(startsAt), time })}
      </h2>
      <p className={styles.left}>
        <TimeLeft ms={left} label={t('session.waiting.remaining')} text={farOrDue} />
      </p>
      <p>{t(left < -LATE_MS ? 'session.waiting.late' : 'session.waiting.why')}</p>
      <OtherZone startsAt={startsAt} other={other} />
      {session.wasRescheduled && (
        <p className={styles.rescheduled} role="status">
          {t('session.waiting.rescheduled', { when: format.dayTime(startsAt) })}
        </p>
      )}
    </section>
  );
}

function OtherZone({
  startsAt,
  other,
}: Pick<WaitingCardProps, 'other'> & { startsAt: string }): ReactElement | null {
  const { t } = useTranslation();
  const format = useFormat();
  const zone = other?.timezone;
  if (!other || !zone || format.time(startsAt, zone) === format.time(startsAt, localZone())) {
    return null;
  }
  return (
    <p className={styles.otherZone}>
      {t('session.waiting.otherZone', {
        time: format.time(startsAt, zone),
        name: other.fullName,
        zone: format.zoneName(zone, new Date(startsAt).getTime()),
      })}
    </p>
  );
}
