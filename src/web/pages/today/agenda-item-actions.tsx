import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { serverNow } from '../../api/server-clock';
import { useFormat } from '../../i18n/use-format';
import { Button, ButtonLink } from '../../components/controls/button';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import { CancelSessionDialog } from '../../components/overlays/cancel-session-dialog';
import styles from './agenda-item-actions.module.css';

/** Link to the session, moving and cancelling it. */
export function AgendaItemActions({ counseling }: { counseling: Counseling }): ReactElement | null {
  const { t } = useTranslation();
  const { chatSession, status } = counseling;
  const isLive = chatSession?.isActive ?? false;
  const hasRoom = chatSession !== null && status !== 'cancelled';
  const canCancel = status === 'booked' && !isLive;
  const canMove = canCancel && Date.parse(counseling.scheduledAt) > serverNow();
  if (!hasRoom && !canCancel) return null;
  const label = isLive ? 'enter' : status === 'booked' ? 'wait' : 'read';
  return (
    <div className={styles.actions}>
      {hasRoom && (
        <ButtonLink
          size="small"
          kind={isLive ? 'primary' : 'secondary'}
          href={`/sessions/${chatSession.sessionId}`}
        >
          {t(`today.agenda.${label}`)}
          <SessionLabel counseling={counseling} />
        </ButtonLink>
      )}
      {canMove && (
        <ButtonLink kind="quiet" size="small" href={`/today/move/${counseling.id}`}>
          {t('today.agenda.move')}
          <SessionLabel counseling={counseling} />
        </ButtonLink>
      )}
      {canCancel && <CancelButton counseling={counseling} />}
    </div>
  );
}

/** Distinguishes buttons of the same name for screen readers. */
function SessionLabel({ counseling }: { counseling: Counseling }): ReactElement {
  const format = useFormat();
  const { client, scheduledAt } = counseling;
  return <VisuallyHidden>{`: ${client.fullName}, ${format.time(scheduledAt)}`}</VisuallyHidden>;
}

function CancelButton({ counseling }: { counseling: Counseling }): ReactElement {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<'never' | 'open' | 'closed'>('never');
  return (
    <>
      <Button kind="quiet" size="small" onClick={() => setDialog('open')}>
        {t('today.agenda.cancel')}
        <SessionLabel counseling={counseling} />
      </Button>
      {dialog !== 'never' && (
        <CancelSessionDialog
          counseling={counseling}
          name={counseling.client.fullName}
          texts="today.cancelDialog"
          open={dialog === 'open'}
          onOpenChange={(open) => setDialog(open ? 'open' : 'closed')}
        />
      )}
    </>
  );
}
