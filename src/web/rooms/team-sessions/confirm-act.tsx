import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamSession } from '../../api/api-types';
import { useTeamAct } from '../../api/team-queries';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorNotice } from '../../ui/error-notice';
import { TextAreaField } from '../../ui/field';
import { showToast } from '../../ui/toast';

export type ActName = 'start' | 'end' | 'cancel';

const DONE = { start: 'started', end: 'ended', cancel: 'cancelled' } as const;
const LONGEST_REASON = 500;

export interface WantedAct {
  act: ActName;
  session: TeamSession;
  onClose: () => void;
}

/** Asks before an act on a session, and for the reason where both sides will read one. */
export function ConfirmAct(wanted: WantedAct): ReactElement {
  const { act, session, onClose } = wanted;
  const { t } = useTranslation();
  const format = useFormat();
  const { acting, reason, setReason, isReasonMissing, carryOut } = useWantedAct(wanted);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t(`teamSessions.act.${act}Title`)}
      description={t(`teamSessions.act.${act}Body`, { time: format.time(session.endsAt) })}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            {t('teamSessions.act.keep')}
          </Button>
          <Button
            kind={act === 'start' ? 'primary' : 'warm'}
            busy={acting.isPending}
            onClick={carryOut}
          >
            {t(`teamSessions.act.${act}`)}
          </Button>
        </>
      }
    >
      {act === 'cancel' ? (
        <TextAreaField
          label={t('teamSessions.act.reason')}
          description={t('teamSessions.act.reasonHint')}
          error={isReasonMissing ? t('teamSessions.act.reasonMissing') : undefined}
          maxLength={LONGEST_REASON}
          value={reason}
          onChange={setReason}
        />
      ) : null}
      {acting.isError ? <ErrorNotice error={acting.error} /> : null}
    </Dialog>
  );
}

interface Act {
  acting: ReturnType<typeof useTeamAct>;
  reason: string;
  setReason: (reason: string) => void;
  isReasonMissing: boolean;
  carryOut: () => void;
}

function useWantedAct({ act, session, onClose }: WantedAct): Act {
  const { t } = useTranslation();
  const acting = useTeamAct(session.sessionId);
  const [reason, setReason] = useState('');
  const [wasPressed, setPressed] = useState(false);
  const isReasonMissing = act === 'cancel' && reason.trim() === '';
  const carryOut = (): void => {
    setPressed(true);
    if (isReasonMissing) return;
    acting.mutate(act === 'cancel' ? { act, reason: reason.trim() } : { act }, {
      onSuccess: () => {
        showToast({ title: t(`teamSessions.act.${DONE[act]}`) });
        onClose();
      },
    });
  };
  return { acting, reason, setReason, isReasonMissing: wasPressed && isReasonMissing, carryOut };
}
