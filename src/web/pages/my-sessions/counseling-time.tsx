import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { Badge } from '../../components/display/badge';
import { Countdown } from '../../components/display/countdown';
import { useNow } from '../../components/hooks/use-now';
import styles from './counseling-time.module.css';

const HOUR = 3_600_000;

/** Time until the start, as a countdown in the last hour, or until the end. */
export function CounselingTime({ counseling }: { counseling: Counseling }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(5_000);
  const { scheduledAt, endsAt, chatSession } = counseling;
  const until = Date.parse(scheduledAt) - now;
  if (chatSession?.isActive) {
    return (
      <p className={styles.countdown}>
        <Badge tone="accent">{t('mySessions.live')}</Badge>{' '}
        <span className={styles.left}>
          {t('mySessions.liveLeft')}{' '}
          <Countdown until={endsAt} label={t('mySessions.liveLeftLabel')} />
        </span>
      </p>
    );
  }
  if (until > 0 && until < HOUR) {
    return (
      <p className={styles.countdown}>
        {t('mySessions.countdown')}{' '}
        <Countdown until={scheduledAt} label={t('mySessions.countdownLabel')} />
      </p>
    );
  }
  return (
    <p className={styles.relative}>
      {t('mySessions.startsIn', { time: format.relative(scheduledAt, now) })}
    </p>
  );
}
