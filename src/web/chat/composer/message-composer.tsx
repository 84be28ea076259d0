import { X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/controls/icon-button';
import { useErrorText } from '../../components/hooks/use-error-text';
import { showToast } from '../../components/overlays/toast';
import type { ChatControls } from '../../state/chat/chat-store';
import { useQuoteText } from '../message/quoted-message';
import type { ComposeTarget, MessageActionState } from '../message/use-message-actions';
import { Composer } from './composer';
import styles from './message-composer.module.css';

interface MessageComposerProps {
  store: ChatControls;
  actionState: Pick<
    MessageActionState,
    'composeTarget' | 'focusRequest' | 'actions' | 'cancelCompose'
  >;
  compact: boolean;
  lockedReason: string | undefined;
  /** Before the text field. */
  start?: ReactNode;
}

/** Composes a new message, a reply, or an edit of an own message. */
export function MessageComposer(props: MessageComposerProps): ReactElement {
  const { store, actionState, compact, lockedReason } = props;
  const { composeTarget, focusRequest, cancelCompose } = actionState;
  const editMessage = useEditMessage(props);
  const isEdit = composeTarget?.kind === 'edit';
  const send = (text: string): void => {
    if (isEdit) return editMessage(composeTarget, text);
    store.sendText(text, composeTarget?.row.id);
    if (composeTarget) cancelCompose();
  };
  const sendSticker = (name: string): void => {
    store.sendMessage({ text: name, isSticker: true, replyTo: composeTarget?.row.id });
    if (composeTarget) cancelCompose();
  };
  return (
    <div
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !composeTarget) return;
        event.stopPropagation();
        cancelCompose();
      }}
    >
      {composeTarget && <ComposeTargetBar target={composeTarget} onCancel={cancelCompose} />}
      <Composer
        // An edit has its own field: it must not mix with the draft.
        key={isEdit ? `edit-${focusRequest}` : 'new'}
        compact={compact}
        lockedReason={lockedReason}
        focusRequest={focusRequest}
        start={isEdit ? undefined : props.start}
        draft={isEdit ? composeTarget.row.text : store.draft}
        onSend={send}
        onSticker={store.canChangeMessages && !isEdit ? sendSticker : undefined}
        onInput={(text) => !isEdit && store.setDraft(text)}
        onBlur={() => store.stopTyping()}
      />
    </div>
  );
}

/** Sends an edit; when it fails, the edited text returns to the composer. */
function useEditMessage({
  store,
  actionState,
}: MessageComposerProps): (target: ComposeTarget, text: string) => void {
  const { t } = useTranslation();
  const textOf = useErrorText();
  return ({ row }, text) => {
    actionState.cancelCompose();
    if (row.id === undefined || text.trim() === row.text) return;
    store.commands.editMessage(row.id, text).catch((error: unknown) => {
      showToast({ title: t('chat.compose.notChanged'), text: textOf(error) });
      actionState.actions.compose({ kind: 'edit', row: { ...row, text } });
    });
  };
}

/** Names the message that is replied to or edited. */
function ComposeTargetBar({
  target: { kind, row },
  onCancel,
}: {
  target: ComposeTarget;
  onCancel: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const quoteText = useQuoteText();
  const name = row.side === 'own' ? t('session.list.you') : row.senderName;
  const isSticker = row.messageType === 'sticker';
  return (
    <div className={styles.target} role="status">
      <div className={styles.texts}>
        <p className={styles.title}>
          {kind === 'edit' ? t('chat.compose.edit') : t('chat.compose.reply', { name })}
        </p>
        <p className={styles.text}>
          <bdi>{quoteText({ kind: isSticker ? 'sticker' : 'text', text: row.text })}</bdi>
        </p>
      </div>
      <IconButton label={t('chat.compose.cancel')} onClick={onCancel}>
        <X aria-hidden="true" size={20} />
      </IconButton>
    </div>
  );
}
