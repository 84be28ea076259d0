import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomFeed } from '../realtime/room-feed';
import type { RoomStore } from '../realtime/room-store';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { ErrorNotice } from '../ui/error-notice';
import type { Row } from './conversation-rows';

interface DeleteDialogProps<Feed extends RoomFeed> {
  store: RoomStore<Feed>;
  row: Row;
  onClose: () => void;
}

/** Asks once more before a message is gone for everybody. */
export function DeleteDialog<Feed extends RoomFeed>(props: DeleteDialogProps<Feed>): ReactElement {
  const { row, onClose } = props;
  const { t } = useTranslation();
  const { isBusy, error, remove } = useRemoval(props);
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('talk.confirm.title')}
      description={t('talk.confirm.text')}
      actions={
        <>
          <Button kind="secondary" onClick={onClose}>
            {t('talk.confirm.keep')}
          </Button>
          <Button kind="warm" busy={isBusy} onClick={() => void remove(row)}>
            {t('talk.remove')}
          </Button>
        </>
      }
    >
      {error !== undefined && <ErrorNotice error={error} />}
    </Dialog>
  );
}

function useRemoval<Feed extends RoomFeed>({
  store,
  onClose,
}: DeleteDialogProps<Feed>): {
  isBusy: boolean;
  error: unknown;
  remove: (row: Row) => Promise<void>;
} {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const remove = async ({ id }: Row): Promise<void> => {
    if (id === undefined) return;
    setBusy(true);
    try {
      await store.messages.remove(id);
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return { isBusy, error, remove };
}
