import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../api/server-clock';
import { localZone } from '../../i18n/format';
import { useFormat } from '../../i18n/use-format';
import { Badge } from '../../components/display/badge';
import { Card } from '../../components/display/card';
import { classNames } from '../../components/class-names';
import { CounselingActions } from './counseling-actions';
import type { CounselingActionsProps } from './counseling-actions';
import styles from './counseling-card.module.css';
import { CounselingTime } from './counseling-time';

export function CounselingCard(props: CounselingActionsProps): ReactElement {
  const { counseling } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const { scheduledAt, endsAt, method, psychologist, status, cancelReason, changeableUntil } =
    counseling;
  const isLive = counseling.chatSession?.isActive ?? false;
  return (
    <Card as="li" className={classNames(styles.card, isLive && styles.live)}>
      <div className={styles.body}>
        <h2 className={styles.when}>
          {format.shortDay(scheduledAt)}, {format.timeRange(scheduledAt, endsAt)}
          <span className={styles.zone}> {format.zoneName(localZone(), scheduledAt)}</span>
        </h2>
        <p>
          {psychologist.fullName} · {t(`common.method.${method}`)}
        </p>
        {status === 'booked' && !isLive && Date.parse(changeableUntil) < serverNow() && (
          <p className={styles.zone}>{t('mySessions.tooLate')}</p>
        )}
        {status === 'booked' ? (
          <CounselingTime counseling={counseling} />
        ) : (
          <Badge tone={status === 'cancelled' ? 'warm' : 'calm'}>
            {t(`mySessions.status.${status}`)}
          </Badge>
        )}
        {cancelReason && (
          <p className={styles.reason}>{t('mySessions.reason', { reason: cancelReason })}</p>
        )}
      </div>
      <CounselingActions {...props} />
    </Card>
  );
}
