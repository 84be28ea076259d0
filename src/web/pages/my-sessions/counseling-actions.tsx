import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
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

/** Into the session's room, and what can still be changed about it. */
export function CounselingActions({ counseling }: { counseling: Counseling }): ReactElement | null {
  const { t } = useTranslation();
  const { chatSession, status } = counseling;
  const isOpenToChange =
    status === 'booked' && (chatSession === null || chatSession.status === 'pending');
  const isLive = chatSession?.isActive ?? false;
  const word = isLive ? 'enter' : status === 'booked' ? 'wait' : 'read';
  const hasRoom = chatSession !== null && status !== 'cancelled';
  if (!hasRoom && !isOpenToChange) return null;
  return (
    <div className={styles.actions}>
      {hasRoom && (
        <ButtonLink
          kind={isLive ? 'primary' : 'secondary'}
          href={`/sessions/${chatSession.sessionId}`}
        >
          {t(`mySessions.${word}`)}
        </ButtonLink>
      )}
      {isOpenToChange && <MoreActions counseling={counseling} />}
    </div>
  );
}

function MoreActions({ counseling }: { counseling: Counseling }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [asking, setAsking] = useState<'not-yet' | 'open' | 'closed'>('not-yet');
  return (
    <>
      <LazyTrigger
        module={counselingMenu}
        props={{ counselingId: counseling.id, onCancel: () => setAsking('open') }}
        trigger={
          <IconButton
            label={t('mySessions.more', { time: format.dayTime(counseling.scheduledAt) })}
          >
            <Ellipsis aria-hidden="true" size={22} />
          </IconButton>
        }
      />
      {asking !== 'not-yet' && (
        <CancelDialog
          counseling={counseling}
          open={asking === 'open'}
          onOpenChange={(open) => setAsking(open ? 'open' : 'closed')}
        />
      )}
    </>
  );
}
