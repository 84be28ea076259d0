import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { useCancelCounseling } from '../../api/counseling-queries';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../../components/controls/button';
import { Dialog } from '../../components/overlays/dialog';
import { ErrorNotice } from '../../components/display/error-notice';
import { TextAreaField } from '../../components/controls/field';
import { showToast } from '../../components/overlays/toast';

const MAX_REASON_LENGTH = 500;

interface CancelDialogProps {
  counseling: Counseling;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Confirms a cancellation and asks for an optional reason. */
export function CancelDialog({ counseling, open, onOpenChange }: CancelDialogProps): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [reason, setReason] = useState('');
  const { confirm, busy, error } = useConfirmCancellation(counseling.id, () => onOpenChange(false));
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('mySessions.cancelDialog.title')}
      description={t('mySessions.cancelDialog.text', {
        time: format.dayTime(counseling.scheduledAt),
        name: counseling.psychologist.fullName,
      })}
      actions={
        <>
          <Button kind="secondary" onClick={() => onOpenChange(false)}>
            {t('mySessions.cancelDialog.keep')}
          </Button>
          <Button kind="warm" busy={busy} onClick={() => confirm(reason)}>
            {t('mySessions.cancelDialog.confirm')}
          </Button>
        </>
      }
    >
      <ReasonField value={reason} onChange={setReason} />
      {error && <ErrorNotice error={error} />}
    </Dialog>
  );
}

function useConfirmCancellation(
  counselingId: string,
  onDone: () => void,
): { confirm: (reason: string) => void; busy: boolean; error: Error | null } {
  const { t } = useTranslation();
  const cancel = useCancelCounseling(counselingId);
  const onSuccess = (): void => {
    onDone();
    showToast({
      title: t('mySessions.cancelDialog.done'),
      text: t('mySessions.cancelDialog.doneText'),
    });
  };
  return {
    confirm: (reason) =>
      cancel.mutate(reason.trim() ? { reason: reason.trim() } : {}, { onSuccess }),
    busy: cancel.isPending,
    error: cancel.error,
  };
}

function ReasonField({
  value,
  onChange,
}: {
  value: string;
  onChange: (value: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <TextAreaField
      label={`${t('mySessions.cancelDialog.reason')} (${t('common.optional')})`}
      description={t('mySessions.cancelDialog.reasonHint')}
      rows={3}
      maxLength={MAX_REASON_LENGTH}
      value={value}
      onChange={onChange}
    />
  );
}
