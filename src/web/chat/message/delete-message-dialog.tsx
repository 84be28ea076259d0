import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatState } from '../../state/chat/chat-state';
import type { ChatStore } from '../../state/chat/chat-store';
import { Button } from '../../components/controls/button';
import { Dialog } from '../../components/overlays/dialog';
import { ErrorNotice } from '../../components/display/error-notice';
import type { MessageRowData } from '../list/message-rows';

interface DeleteMessageDialogProps<Feed extends ChatState> {
  store: ChatStore<Feed>;
  row: MessageRowData;
  onClose: () => void;
}

/** Asks once more before a message is gone for everybody. */
export function DeleteMessageDialog<Feed extends ChatState>(
  props: DeleteMessageDialogProps<Feed>,
): ReactElement {
  const { row, onClose } = props;
  const { t } = useTranslation();
  const { isBusy, error, remove } = useDeleteMessage(props);
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

function useDeleteMessage<Feed extends ChatState>({
  store,
  onClose,
}: DeleteMessageDialogProps<Feed>): {
  isBusy: boolean;
  error: unknown;
  remove: (row: MessageRowData) => Promise<void>;
} {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const remove = async ({ id }: MessageRowData): Promise<void> => {
    if (id === undefined) return;
    setBusy(true);
    try {
      await store.commands.delete(id);
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return { isBusy, error, remove };
}
