import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '../../api/api-error';
import { Button } from '../../components/controls/button';
import { Dialog } from '../../components/overlays/dialog';
import { ErrorNotice } from '../../components/display/error-notice';

export function EndSessionDialog({
  open,
  onOpenChange,
  onEnd,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onEnd: () => Promise<void>;
}): ReactElement {
  const { t } = useTranslation();
  const { isBusy, error, end } = useEndSession(onEnd);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('session.ending.confirmTitle')}
      description={t('session.ending.confirm')}
      actions={
        <>
          <Button kind="secondary" onClick={() => onOpenChange(false)}>
            {t('session.ending.stay')}
          </Button>
          <Button kind="warm" busy={isBusy} onClick={end}>
            {t('session.ending.end')}
          </Button>
        </>
      }
    >
      {error !== undefined && <ErrorNotice error={error} />}
    </Dialog>
  );
}

function useEndSession(onEnd: () => Promise<void>): {
  isBusy: boolean;
  error: unknown;
  end: () => void;
} {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const end = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await onEnd();
    } catch (failure) {
      // Already ended by the other side or the timeline: that is the intended result.
      if (!isApiError(failure, 'session-ended')) setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, end: () => void end() };
}
