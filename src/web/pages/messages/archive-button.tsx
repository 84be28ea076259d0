import { Archive, ArchiveRestore } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../api/api-types';
import { useArchiveConversation } from '../../api/message-queries';
import { IconButton } from '../../components/controls/icon-button';
import { showToast } from '../../components/overlays/toast';
import { useErrorText } from '../../components/hooks/use-error-text';

/** Archives a conversation for this user only, or restores it. */
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
  const setArchived = (next: boolean, canUndo: boolean): void =>
    archive.mutate(next, {
      onSuccess: () => {
        onDone();
        const title = t(next ? 'messages.archive.archived' : 'messages.archive.restored');
        const action = {
          label: t('messages.archive.undo'),
          onClick: () => setArchived(!next, false),
        };
        showToast({ title, action: canUndo ? action : undefined });
      },
      onError: (error) => showToast({ title: t('errors.title'), text: textOf(error) }),
    });
  const Icon = isArchived ? ArchiveRestore : Archive;
  return (
    <IconButton
      label={t(isArchived ? 'messages.archive.restore' : 'messages.archive.archive')}
      disabled={archive.isPending}
      onClick={() => setArchived(!isArchived, true)}
    >
      <Icon aria-hidden="true" size={22} />
    </IconButton>
  );
}
