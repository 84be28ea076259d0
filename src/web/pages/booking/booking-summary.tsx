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
  /** Whom it may be with; one when that is known. */
  psychologists: { id: string; fullName: string; timezone: string }[];
}

/** When, how and with whom, each in a line. */
export function BookingSummary({
  startsAt,
  endsAt,
  method,
  psychologists,
}: BookingSummaryProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const names = psychologists.map(({ fullName }) => fullName);
  const myZone = format.zoneName(localZone(), startsAt);
  const elsewhere = psychologists.filter(
    ({ timezone }) => format.zoneName(timezone, startsAt) !== myZone,
  );
  return (
    <dl className={styles.facts}>
      <SummaryRow
        icon={<CalendarDays aria-hidden="true" size={20} />}
        name={t('booking.review.when')}
      >
        <span className={styles.main}>{format.day(startsAt)}</span>
        <span>
          {format.timeRange(startsAt, endsAt)} {myZone}
        </span>
        {elsewhere.map(({ id, fullName, timezone }) => (
          <span key={id} className={styles.theirs}>
            {t('booking.when.psychologistTime', {
              name: fullName,
              time: format.timeRange(startsAt, endsAt, timezone),
              zone: format.zoneName(timezone, startsAt),
            })}
          </span>
        ))}
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
    <div className={styles.fact}>
      <dt className={styles.name}>
        {icon}
        {name}
      </dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}
