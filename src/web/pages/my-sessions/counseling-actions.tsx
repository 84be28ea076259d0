import { Ellipsis } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { useNow } from '../../components/hooks/use-now';
import { withOnDemandTexts } from '../../i18n/i18n';
import { useFormat } from '../../i18n/use-format';
import { ButtonLink } from '../../components/controls/button';
import { IconButton } from '../../components/controls/icon-button';
import { lazyModule } from '../../components/overlays/lazy-module';
import { LazyTrigger } from '../../components/overlays/lazy-trigger';
import styles from './counseling-actions.module.css';

const counselingMenu = lazyModule(() =>
  withOnDemandTexts(import('./counseling-menu').then((module) => module.CounselingMenu)),
);

export interface CounselingActionsProps {
  counseling: Counseling;
  /** Asks whether to cancel the series of the counseling. */
  onCancelSeries: (counseling: Counseling) => void;
}

/** Link to the session and actions on the booking. */
export function CounselingActions(props: CounselingActionsProps): ReactElement | null {
  const { counseling } = props;
  const { t } = useTranslation();
  const { chatSession, status } = counseling;
  const canChange =
    status === 'booked' && (chatSession === null || chatSession.status === 'pending');
  const isTooLate = useNow(30_000) > Date.parse(counseling.changeableUntil);
  const isLive = chatSession?.isActive ?? false;
  const label = isLive ? 'enter' : status === 'booked' ? 'wait' : 'read';
  const hasRoom = chatSession !== null && status !== 'cancelled';
  if (!hasRoom && !canChange) return null;
  return (
    <div className={styles.actions}>
      {hasRoom && (
        <ButtonLink
          kind={isLive ? 'primary' : 'secondary'}
          href={`/sessions/${chatSession.sessionId}`}
        >
          {t(`mySessions.${label}`)}
        </ButtonLink>
      )}
      {canChange && <MoreActions {...props} isTooLate={isTooLate} />}
    </div>
  );
}

function MoreActions({
  counseling,
  isTooLate,
  onCancelSeries,
}: CounselingActionsProps & { isTooLate: boolean }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <LazyTrigger
      module={counselingMenu}
      props={{ counseling, isTooLate, onCancelSeries }}
      trigger={
        <IconButton label={t('mySessions.more', { time: format.dayTime(counseling.scheduledAt) })}>
          <Ellipsis aria-hidden="true" size={22} />
        </IconButton>
      }
    />
  );
}
