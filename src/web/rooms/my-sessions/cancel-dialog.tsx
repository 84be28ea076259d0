import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { useCancel } from '../../api/counseling-queries';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { ErrorNotice } from '../../ui/error-notice';
import { TextAreaField } from '../../ui/field';
import { showToast } from '../../ui/toast';

const REASON_LIMIT = 500;

/** Asks once more, and why, before an appointment is given up. */
export function CancelDialog({
  counseling,
  open,
  onOpenChange,
}: {
  counseling: Counseling;
  open: boolean;
  onOpenChange(open: boolean): void;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const [reason, setReason] = useState('');
  const cancel = useCancel(counseling.id);
  const confirm = (): void =>
    cancel.mutate(reason.trim() ? { reason: reason.trim() } : {}, {
      onSuccess: () => {
        onOpenChange(false);
        showToast({
          title: t('mySessions.cancelDialog.done'),
          text: t('mySessions.cancelDialog.doneText'),
        });
      },
    });
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
          <Button kind="warm" busy={cancel.isPending} onClick={confirm}>
            {t('mySessions.cancelDialog.confirm')}
          </Button>
        </>
      }
    >
      <TextAreaField
        label={`${t('mySessions.cancelDialog.reason')} (${t('common.optional')})`}
        description={t('mySessions.cancelDialog.reasonHint')}
        rows={3}
        maxLength={REASON_LIMIT}
        value={reason}
        onChange={setReason}
      />
      {cancel.error && <ErrorNotice error={cancel.error} />}
    </Dialog>
  );
}
