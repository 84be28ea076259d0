import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { useCancelCounseling } from '../../api/counseling-queries';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../controls/button';
import { Dialog } from './dialog';
import { ErrorNotice } from '../display/error-notice';
import { TextAreaField } from '../controls/field';
import { showToast } from './toast';

const MAX_REASON_LENGTH = 500;

interface CancelSessionDialogProps {
  counseling: Pick<Counseling, 'id' | 'scheduledAt' | 'client'>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCancelled?: () => void;
}

/** Confirms a cancellation and asks for an optional reason. */
export function CancelSessionDialog({
  counseling,
  open,
  onOpenChange,
  onCancelled,
}: CancelSessionDialogProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [reason, setReason] = useState('');
  const cancel = useCancelCounseling(counseling.id);
  const confirm = (): void => {
    const trimmed = reason.trim();
    cancel.mutate(trimmed ? { reason: trimmed } : {}, {
      onSuccess: () => {
        onOpenChange(false);
        onCancelled?.();
        showToast({
          title: t('today.cancelDialog.done'),
          text: t('today.cancelDialog.doneText'),
        });
      },
    });
  };
  const time = format.dayTime(counseling.scheduledAt);
  const name = counseling.client.fullName;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('today.cancelDialog.title')}
      description={t('today.cancelDialog.text', { time, name })}
      actions={
        <DialogActions busy={cancel.isPending} confirm={confirm} keep={() => onOpenChange(false)} />
      }
    >
      <ReasonField value={reason} onChange={setReason} />
      {cancel.error && <ErrorNotice error={cancel.error} />}
    </Dialog>
  );
}

function DialogActions(props: {
  busy: boolean;
  confirm: () => void;
  keep: () => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <Button kind="secondary" onClick={props.keep}>
        {t('today.cancelDialog.keep')}
      </Button>
      <Button kind="warm" busy={props.busy} onClick={props.confirm}>
        {t('today.cancelDialog.confirm')}
      </Button>
    </>
  );
}

function ReasonField(props: { value: string; onChange: (value: string) => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <TextAreaField
      label={`${t('today.cancelDialog.reason')} (${t('common.optional')})`}
      description={t('today.cancelDialog.reasonHint')}
      rows={3}
      maxLength={MAX_REASON_LENGTH}
      {...props}
    />
  );
}
