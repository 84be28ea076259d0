import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Counseling } from '../../api/api-types';
import { useCancelCounseling } from '../../api/counseling-queries';
import { useFormat } from '../../i18n/use-format';
import { Button } from '../controls/button';
import { Dialog } from './dialog';
import { ErrorNotice } from '../display/error-notice';
import type { ReasonInput } from '../controls/reason-field';
import { ReasonField, useReason } from '../controls/reason-field';
import { showToast } from './toast';

type Texts = 'mySessions.cancelDialog' | 'today.cancelDialog';

interface CancelSessionDialogProps {
  counseling: Pick<Counseling, 'id' | 'scheduledAt'>;
  /** Of the other participant. */
  name: string;
  /** Clients and psychologists get texts of their own. */
  texts: Texts;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onCancelled?: () => void;
}

/** Confirms a cancellation and asks for an optional reason. */
export function CancelSessionDialog(props: CancelSessionDialogProps): ReactElement {
  const { counseling, name, texts, open, onOpenChange } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const reason = useReason();
  const { cancel, confirm } = useCancellation(props, reason);
  const time = format.dayTime(counseling.scheduledAt);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t(`${texts}.title`)}
      description={t(`${texts}.text`, { time, name })}
      actions={
        <>
          <Button kind="secondary" onClick={() => onOpenChange(false)}>
            {t(`${texts}.keep`)}
          </Button>
          <Button kind="warm" busy={cancel.isPending} onClick={confirm}>
            {t(`${texts}.confirm`)}
          </Button>
        </>
      }
    >
      <ReasonField
        reason={reason}
        label={`${t(`${texts}.reason`)} (${t('common.optional')})`}
        hint={t(`${texts}.reasonHint`)}
      />
      {cancel.error && <ErrorNotice error={cancel.error} />}
    </Dialog>
  );
}

function useCancellation(
  { counseling, texts, onOpenChange, onCancelled }: CancelSessionDialogProps,
  reason: ReasonInput,
): { cancel: ReturnType<typeof useCancelCounseling>; confirm: () => void } {
  const { t } = useTranslation();
  const cancel = useCancelCounseling(counseling.id);
  const onSuccess = (): void => {
    onOpenChange(false);
    onCancelled?.();
    showToast({ title: t(`${texts}.done`), text: t(`${texts}.doneText`) });
  };
  const confirm = (): void =>
    reason.confirm((text) => cancel.mutate(text ? { reason: text } : {}, { onSuccess }));
  return { cancel, confirm };
}
