import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { useNow } from '../../components/hooks/use-now';
import { useFormat } from '../../i18n/use-format';
import { ButtonLink } from '../../components/controls/button';
import { IconButton } from '../../components/controls/icon-button';
import { lazyModule } from '../../components/overlays/lazy-module';
import { LazyTrigger } from '../../components/overlays/lazy-trigger';
import { CancelDialog } from './cancel-dialog';
import styles from './counseling-actions.module.css';

const counselingMenu = lazyModule(() =>
  import('./counseling-menu').then((module) => module.CounselingMenu),
);

/** Link to the session and actions on the booking. */
export function CounselingActions({ counseling }: { counseling: Counseling }): ReactElement | null {
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
      {canChange && <MoreActions counseling={counseling} isTooLate={isTooLate} />}
    </div>
  );
}

function MoreActions({
  counseling,
  isTooLate,
}: {
  counseling: Counseling;
  isTooLate: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [dialog, setDialog] = useState<'never' | 'open' | 'closed'>('never');
  return (
    <>
      <LazyTrigger
        module={counselingMenu}
        props={{ counselingId: counseling.id, isTooLate, onCancel: () => setDialog('open') }}
        trigger={
          <IconButton
            label={t('mySessions.more', { time: format.dayTime(counseling.scheduledAt) })}
          >
            <Ellipsis aria-hidden="true" size={22} />
          </IconButton>
        }
      />
      {dialog !== 'never' && (
        <CancelDialog
          counseling={counseling}
          open={dialog === 'open'}
          onOpenChange={(open) => setDialog(open ? 'open' : 'closed')}
        />
      )}
    </>
  );
}
