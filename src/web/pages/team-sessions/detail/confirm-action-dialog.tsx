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
  const { action, session, onClose } = wanted;
  const { t } = useTranslation();
  const format = useFormat();
  const { mutation, reason, setReason, isReasonMissing, confirm } = useActionConfirmation(wanted);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t(`teamSessions.action.${action}Title`)}
      description={t(`teamSessions.action.${action}Body`, { time: format.time(session.endsAt) })}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            {t('teamSessions.action.keep')}
          </Button>
          <Button
            kind={action === 'start' ? 'primary' : 'warm'}
            busy={mutation.isPending}
            onClick={confirm}
          >
            {t(`teamSessions.action.${action}`)}
          </Button>
        </>
      }
    >
      {action === 'cancel' ? (
        <TextAreaField
          label={t('teamSessions.action.reason')}
          description={t('teamSessions.action.reasonHint')}
          error={isReasonMissing ? t('teamSessions.action.reasonMissing') : undefined}
          maxLength={MAX_REASON_LENGTH}
          value={reason}
          onChange={setReason}
        />
      ) : null}
      {mutation.isError ? <ErrorNotice error={mutation.error} /> : null}
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

function useActionConfirmation({ action, session, onClose }: RequestedAction): ActionConfirmation {
  const { t } = useTranslation();
  const acting = useTeamAction(session.sessionId);
  const [reason, setReason] = useState('');
  const [wasPressed, setPressed] = useState(false);
  const isReasonMissing = action === 'cancel' && reason.trim() === '';
  const carryOut = (): void => {
    setPressed(true);
    if (isReasonMissing) return;
    acting.mutate(action === 'cancel' ? { act: action, reason: reason.trim() } : { act: action }, {
      onSuccess: () => {
        showToast({ title: t(`teamSessions.action.${DONE[action]}`) });
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
