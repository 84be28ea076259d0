import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErasureRequest } from '../../api/api-types';
import { useDecideErasure } from '../../api/erasure-queries';
import type { ErasureDecision } from '../../api/erasure-queries';
import { Button } from '../../components/controls/button';
import { ErrorNotice } from '../../components/display/error-notice';
import { Dialog } from '../../components/overlays/dialog';
import { showToast } from '../../components/overlays/toast';
import { useSubject } from './use-subject';

const TEXTS = { approval: 'approve', undo: 'undo' } as const;

interface DecisionDialogProps {
  erasure: ErasureRequest;
  decision: ErasureDecision;
  onClose: () => void;
}

/** Confirms an approval or an undo. */
export function DecisionDialog(props: DecisionDialogProps): ReactElement {
  const { erasure, decision, onClose } = props;
  const { t } = useTranslation();
  const subject = useSubject();
  const { mutate, isPending, error } = useDecideErasure(erasure.id);
  const texts = TEXTS[decision];
  const confirm = (): void =>
    mutate(decision, {
      onSuccess: () => {
        showToast({ title: t(`erasures.${texts}.done`) });
        onClose();
      },
    });
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t(`erasures.${texts}.title`)}
      description={t(`erasures.${texts}.text`)}
      actions={<DialogActions {...props} busy={isPending} confirm={confirm} />}
    >
      <p>
        <strong>{subject(erasure)}</strong>
      </p>
      {error ? <ErrorNotice error={error} /> : null}
    </Dialog>
  );
}

function DialogActions({
  decision,
  onClose,
  busy,
  confirm,
}: DecisionDialogProps & { busy: boolean; confirm: () => void }): ReactElement {
  const { t } = useTranslation();
  const kind = decision === 'approval' ? 'warm' : 'primary';
  return (
    <>
      <Button kind="quiet" onClick={onClose}>
        {t('erasures.keep')}
      </Button>
      <Button kind={kind} busy={busy} onClick={confirm}>
        {t(`erasures.${TEXTS[decision]}.confirm`)}
      </Button>
    </>
  );
}
