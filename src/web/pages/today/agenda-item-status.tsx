import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { Badge } from '../../components/display/badge';
import { Countdown } from '../../components/display/countdown';
import { useNow } from '../../components/hooks/use-now';
import styles from './agenda-item-status.module.css';

const COUNTDOWN_FROM_MS = 3_600_000;

/** Time until the start or end, or the final status. */
export function AgendaItemStatus({ counseling }: { counseling: Counseling }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(5_000);
  const { status, scheduledAt, endsAt, chatSession } = counseling;
  if (status !== 'booked') {
    return (
      <p>
        <Badge tone={status === 'cancelled' ? 'warm' : 'calm'}>
          {t(`today.agenda.status.${status}`)}
        </Badge>
      </p>
    );
  }
  if (chatSession?.isActive) {
    return (
      <p className={styles.live}>
        <Badge tone="accent">{t('today.agenda.live')}</Badge>
        <span className={styles.left}>
          {t('today.agenda.left')} <Countdown until={endsAt} label={t('today.agenda.leftLabel')} />
        </span>
      </p>
    );
  }
  const until = Date.parse(scheduledAt) - now;
  if (until > COUNTDOWN_FROM_MS) {
    const time = format.relative(scheduledAt, now);
    return <p className={styles.relative}>{t('today.agenda.startsIn', { time })}</p>;
  }
  if (until <= 0) return <p className={styles.overdue}>{t('today.agenda.overdue')}</p>;
  return (
    <p className={styles.live}>
      {t('today.agenda.countdown')}{' '}
      <Countdown until={scheduledAt} label={t('today.agenda.startsInLabel')} />
    </p>
  );
}
