import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamSession } from '../../../api/api-types';
import { useTeamAction } from '../../../api/team-queries';
import { useFormat } from '../../../i18n/use-format';
import { Button } from '../../../components/controls/button';
import { Dialog } from '../../../components/overlays/dialog';
import { ErrorNotice } from '../../../components/display/error-notice';
import { ReasonField, useReason } from '../../../components/controls/reason-field';
import type { ReasonInput } from '../../../components/controls/reason-field';
import { showToast } from '../../../components/overlays/toast';

export type ActionName = 'start' | 'end' | 'cancel';

const DONE = { start: 'started', end: 'ended', cancel: 'cancelled' } as const;

export interface RequestedAction {
  action: ActionName;
  session: TeamSession;
  onClose: () => void;
}

/** Confirms a team action; a cancellation needs a reason. */
export function ConfirmActionDialog(requested: RequestedAction): ReactElement {
  const { action, session, onClose } = requested;
  const { t } = useTranslation();
  const format = useFormat();
  const confirmation = useActionConfirmation(requested);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t(`teamSessions.action.${action}Title`)}
      description={t(`teamSessions.action.${action}Body`, { time: format.time(session.endsAt) })}
      actions={<DialogActions {...requested} confirmation={confirmation} />}
    >
      {action === 'cancel' ? (
        <ReasonField
          reason={confirmation.reason}
          label={t('teamSessions.action.reason')}
          hint={t('teamSessions.action.reasonHint')}
          missing={t('teamSessions.action.reasonMissing')}
        />
      ) : null}
      {confirmation.error ? <ErrorNotice error={confirmation.error} /> : null}
    </Dialog>
  );
}

function DialogActions({
  action,
  onClose,
  confirmation,
}: RequestedAction & { confirmation: ActionConfirmation }): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <Button kind="quiet" onClick={onClose}>
        {t('teamSessions.action.keep')}
      </Button>
      <Button
        kind={action === 'start' ? 'primary' : 'warm'}
        busy={confirmation.isPending}
        onClick={confirmation.confirm}
      >
        {t(`teamSessions.action.${action}`)}
      </Button>
    </>
  );
}

interface ActionConfirmation {
  isPending: boolean;
  error: Error | null;
  reason: ReasonInput;
  confirm: () => void;
}

function useActionConfirmation({ action, session, onClose }: RequestedAction): ActionConfirmation {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useTeamAction(session.sessionId);
  const reason = useReason(action === 'cancel' ? 1 : 0);
  const onSuccess = (): void => {
    showToast({ title: t(`teamSessions.action.${DONE[action]}`) });
    onClose();
  };
  const confirm = (): void =>
    reason.confirm((text) =>
      mutate(action === 'cancel' ? { action, reason: text } : { action }, { onSuccess }),
    );
  return { isPending, error, reason, confirm };
}
