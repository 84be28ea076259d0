import { CalendarDays, MessageCircle, UserRound } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { localZone } from '../../i18n/format';
import { useFormat } from '../../i18n/use-format';
import styles from './booking-summary.module.css';
import type { Method } from '../../../enums';

export interface BookingSummaryProps {
  startsAt: string;
  endsAt: string;
  method: Method;
  /** The possible psychologists; one when the booking is settled. */
  psychologists: { id: string; fullName: string; timezone: string }[];
}

export function BookingSummary(props: BookingSummaryProps): ReactElement {
  const { startsAt, endsAt, method, psychologists } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const names = psychologists.map(({ fullName }) => fullName);
  return (
    <dl className={styles.summary}>
      <SummaryRow
        icon={<CalendarDays aria-hidden="true" size={20} />}
        name={t('booking.review.when')}
      >
        <span className={styles.main}>{format.day(startsAt)}</span>
        <span>
          {format.timeRange(startsAt, endsAt)} {format.zoneName(localZone(), startsAt)}
        </span>
        <OtherZones {...props} />
      </SummaryRow>
      <SummaryRow
        icon={<MessageCircle aria-hidden="true" size={20} />}
        name={t('booking.review.how')}
      >
        <span className={styles.main}>{t(`common.method.${method}`)}</span>
      </SummaryRow>
      <SummaryRow icon={<UserRound aria-hidden="true" size={20} />} name={t('booking.review.who')}>
        <span className={styles.main}>
          {names.length === 1 ? names[0] : t('booking.review.oneOf', { names: format.list(names) })}
        </span>
      </SummaryRow>
    </dl>
  );
}

/** The local times of psychologists in another time zone. */
function OtherZones({ startsAt, endsAt, psychologists }: BookingSummaryProps): ReactElement[] {
  const { t } = useTranslation();
  const format = useFormat();
  const myZone = format.zoneName(localZone(), startsAt);
  return psychologists
    .map((psychologist) => ({
      ...psychologist,
      zone: format.zoneName(psychologist.timezone, startsAt),
    }))
    .filter(({ zone }) => zone !== myZone)
    .map(({ id, fullName, timezone, zone }) => (
      <span key={id} className={styles.otherZone}>
        {t('booking.when.psychologistTime', {
          name: fullName,
          time: format.timeRange(startsAt, endsAt, timezone),
          zone,
        })}
      </span>
    ));
}

function SummaryRow({
  icon,
  name,
  children,
}: {
  icon: ReactNode;
  name: string;
  children: ReactNode;
}): ReactElement {
  return (
    <div className={styles.row}>
      <dt className={styles.name}>
        {icon}
        {name}
      </dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}
