import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamSession } from '../../../api/api-types';
import { useTeamAction } from '../../../api/team-queries';
import { useFormat } from '../../../i18n/use-format';
import { Button } from '../../../components/controls/button';
import { Dialog } from '../../../components/overlays/dialog';
import { ErrorNotice } from '../../../components/display/error-notice';
import { TextAreaField } from '../../../components/controls/field';
import { showToast } from '../../../components/overlays/toast';

export type ActionName = 'start' | 'end' | 'cancel';

const DONE = { start: 'started', end: 'ended', cancel: 'cancelled' } as const;
const MAX_REASON_LENGTH = 500;

export interface RequestedAction {
  action: ActionName;
  session: TeamSession;
  onClose: () => void;
}

/** Asks before an act on a session, and for the reason where both sides will read one. */
export function ConfirmActionDialog(wanted: RequestedAction): ReactElement {
  const { action: act, session, onClose } = wanted;
  const { t } = useTranslation();
  const format = useFormat();
  const {
    mutation: acting,
    reason,
    setReason,
    isReasonMissing,
    confirm: carryOut,
  } = useActionConfirmation(wanted);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t(`teamSessions.action.${act}Title`)}
      description={t(`teamSessions.action.${act}Body`, { time: format.time(session.endsAt) })}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            {t('teamSessions.action.keep')}
          </Button>
          <Button
            kind={act === 'start' ? 'primary' : 'warm'}
            busy={acting.isPending}
            onClick={carryOut}
          >
            {t(`teamSessions.action.${act}`)}
          </Button>
        </>
      }
    >
      {act === 'cancel' ? (
        <TextAreaField
          label={t('teamSessions.action.reason')}
          description={t('teamSessions.action.reasonHint')}
          error={isReasonMissing ? t('teamSessions.action.reasonMissing') : undefined}
          maxLength={MAX_REASON_LENGTH}
          value={reason}
          onChange={setReason}
        />
      ) : null}
      {acting.isError ? <ErrorNotice error={acting.error} /> : null}
    </Dialog>
  );
}

interface ActionConfirmation {
  mutation: ReturnType<typeof useTeamAction>;
  reason: string;
  setReason: (reason: string) => void;
  isReasonMissing: boolean;
  confirm: () => void;
}

function useActionConfirmation({
  action: act,
  session,
  onClose,
}: RequestedAction): ActionConfirmation {
  const { t } = useTranslation();
  const acting = useTeamAction(session.sessionId);
  const [reason, setReason] = useState('');
  const [wasPressed, setPressed] = useState(false);
  const isReasonMissing = act === 'cancel' && reason.trim() === '';
  const carryOut = (): void => {
    setPressed(true);
    if (isReasonMissing) return;
    acting.mutate(act === 'cancel' ? { act, reason: reason.trim() } : { act }, {
      onSuccess: () => {
        showToast({ title: t(`teamSessions.action.${DONE[act]}`) });
        onClose();
      },
    });
  };
  return {
    mutation: acting,
    reason,
    setReason,
    isReasonMissing: wasPressed && isReasonMissing,
    confirm: carryOut,
  };
}
