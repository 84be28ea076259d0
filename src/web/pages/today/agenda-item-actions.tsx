import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { Button, ButtonLink } from '../../components/controls/button';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import { CancelSessionDialog } from './cancel-session-dialog';
import styles from './agenda-item-actions.module.css';

/** The way into a session's room, and out of an appointment. */
export function AgendaItemActions({ counseling }: { counseling: Counseling }): ReactElement | null {
  const { t } = useTranslation();
  const { chatSession, status } = counseling;
  const isLive = chatSession?.isActive ?? false;
  const hasRoom = chatSession !== null && status !== 'cancelled';
  const isOpenToChange = status === 'booked' && !isLive;
  if (!hasRoom && !isOpenToChange) return null;
  const word = isLive ? 'enter' : status === 'booked' ? 'wait' : 'read';
  return (
    <div className={styles.actions}>
      {hasRoom && (
        <ButtonLink
          size="small"
          kind={isLive ? 'primary' : 'secondary'}
          href={`/sessions/${chatSession.sessionId}`}
        >
          {t(`today.agenda.${word}`)}
          <SessionLabel counseling={counseling} />
        </ButtonLink>
      )}
      {isOpenToChange && <CancelButton counseling={counseling} />}
    </div>
  );
}

/** Buttons of the same name must be told apart by those who only hear them. */
function SessionLabel({ counseling }: { counseling: Counseling }): ReactElement {
  const format = useFormat();
  const { client, scheduledAt } = counseling;
  return <VisuallyHidden>{`: ${client.fullName}, ${format.time(scheduledAt)}`}</VisuallyHidden>;
}

function CancelButton({ counseling }: { counseling: Counseling }): ReactElement {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'not-yet' | 'open' | 'closed'>('not-yet');
  return (
    <>
      <Button kind="quiet" size="small" onClick={() => setAsking('open')}>
        {t('today.agenda.cancel')}
        <SessionLabel counseling={counseling} />
      </Button>
      {asking !== 'not-yet' && (
        <CancelSessionDialog
          counseling={counseling}
          open={asking === 'open'}
          onOpenChange={(open) => setAsking(open ? 'open' : 'closed')}
        />
      )}
    </>
  );
}
