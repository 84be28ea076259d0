import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatControls } from '../../state/chat/chat-store';
import { Button } from '../../components/controls/button';
import { Dialog } from '../../components/overlays/dialog';
import { ErrorNotice } from '../../components/display/error-notice';
import type { MessageRowData } from '../list/message-rows';

interface DeleteMessageDialogProps {
  store: ChatControls;
  row: MessageRowData;
  onClose: () => void;
}

/** Confirms before a message is deleted for all members. */
export function DeleteMessageDialog(props: DeleteMessageDialogProps): ReactElement {
  const { row, onClose } = props;
  const { t } = useTranslation();
  const { isBusy, error, deleteMessage } = useDeleteMessage(props);
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('chat.deleteDialog.title')}
      description={t('chat.deleteDialog.text')}
      actions={
        <>
          <Button kind="secondary" onClick={onClose}>
            {t('chat.deleteDialog.keep')}
          </Button>
          <Button kind="warm" busy={isBusy} onClick={() => void deleteMessage(row)}>
            {t('chat.remove')}
          </Button>
        </>
      }
    >
      {error !== undefined && <ErrorNotice error={error} />}
    </Dialog>
  );
}

function useDeleteMessage({ store, onClose }: DeleteMessageDialogProps): {
  isBusy: boolean;
  error: unknown;
  deleteMessage: (row: MessageRowData) => Promise<void>;
} {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const deleteMessage = async ({ id }: MessageRowData): Promise<void> => {
    if (id === undefined) return;
    setBusy(true);
    try {
      await store.commands.deleteMessage(id);
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return { isBusy, error, deleteMessage };
}
