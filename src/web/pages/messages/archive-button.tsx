import { Archive, ArchiveRestore } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../api/api-types';
import { useArchiveConversation } from '../../api/message-queries';
import { IconButton } from '../../components/controls/icon-button';
import { showToast } from '../../components/overlays/toast';
import { useErrorText } from '../../components/hooks/use-error-text';

/** Puts a conversation out of the way for oneself, or back; the other side is told nothing. */
export function ArchiveButton({
  conversation,
  onDone,
}: {
  conversation: Conversation;
  onDone: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const textOf = useErrorText();
  const archive = useArchiveConversation(conversation.id);
  const isArchived = conversation.archivedAt !== null;
  const set = (next: boolean, canUndo: boolean): void =>
    archive.mutate(next, {
      onSuccess: () => {
        onDone();
        const title = t(next ? 'messages.archive.archived' : 'messages.archive.restored');
        const action = { label: t('messages.archive.undo'), onClick: () => set(!next, false) };
        showToast({ title, ...(canUndo ? { action } : {}) });
      },
      onError: (error) => showToast({ title: t('errors.title'), text: textOf(error) }),
    });
  const Icon = isArchived ? ArchiveRestore : Archive;
  return (
    <IconButton
      label={t(isArchived ? 'messages.archive.restore' : 'messages.archive.archive')}
      disabled={archive.isPending}
      onClick={() => set(!isArchived, true)}
    >
      <Icon aria-hidden="true" size={22} />
    </IconButton>
  );
}
