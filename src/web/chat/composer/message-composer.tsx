import { X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatState } from '../../state/chat/chat-state';
import type { ChatStore } from '../../state/chat/chat-store';
import { IconButton } from '../../components/controls/icon-button';
import { showToast } from '../../components/overlays/toast';
import { useErrorText } from '../../components/hooks/use-error-text';
import { Composer } from './composer';
import type { ComposeTarget } from '../message/message-actions';
import { useQuoteText } from '../message/quoted-message';
import styles from './message-composer.module.css';
import type { MessageActionState } from '../message/use-message-actions';

interface MessageComposerProps<Feed extends ChatState> {
  store: ChatStore<Feed>;
  actionState: Pick<
    MessageActionState,
    'composeTarget' | 'focusRequest' | 'actions' | 'cancelCompose'
  >;
  compact: boolean;
  lockedReason: string | undefined;
  /** Stands before the field. */
  start?: ReactNode;
}

/** Where one writes in a room: something new, an answer, or other words for one's own message. */
export function MessageComposer<Feed extends ChatState>(
  props: MessageComposerProps<Feed>,
): ReactElement {
  const { store, actionState: doing, compact, lockedReason: locked } = props;
  const { composeTarget: about, focusRequest: turn, cancelCompose: endAbout } = doing;
  const change = useEditMessage(props);
  const isEdit = about?.kind === 'edit';
  const send = (text: string): void => {
    if (isEdit) return change(about, text);
    store.sendText(text, about?.row.id);
    if (about) endAbout();
  };
  const canStick = store.snapshot.conversationId !== undefined && !isEdit;
  return (
    <div
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !about) return;
        event.stopPropagation();
        endAbout();
      }}
    >
      {about && <ComposeTargetBar about={about} onCancel={endAbout} />}
      <Composer
        // Other words for a message never mix with the draft of the next one.
        key={isEdit ? `edit-${turn}` : 'new'}
        {...{ compact, lockedReason: locked, focusRequest: turn }}
        start={isEdit ? undefined : props.start}
        draft={isEdit ? about.row.text : store.unsent.draft}
        onSend={send}
        onSticker={canStick ? (text) => sendSticker(props, text) : undefined}
        onInput={(text) => !isEdit && store.setDraft(text)}
        onBlur={() => store.stopTyping()}
      />
    </div>
  );
}

function sendSticker<Feed extends ChatState>(
  {
    store,
    actionState: { composeTarget: about, cancelCompose: endAbout },
  }: MessageComposerProps<Feed>,
  text: string,
): void {
  const replyTo = about?.row.id;
  store.sendMessage({ text, isSticker: true, ...(replyTo === undefined ? {} : { replyTo }) });
  if (about) endAbout();
}

/** Sends other words for a message; when that fails they are back in the composer. */
function useEditMessage<Feed extends ChatState>({
  store,
  actionState: doing,
}: MessageComposerProps<Feed>): (about: ComposeTarget, text: string) => void {
  const { t } = useTranslation();
  const textOf = useErrorText();
  return ({ row }, text) => {
    doing.cancelCompose();
    if (row.id === undefined || text.trim() === row.text) return;
    store.commands.edit(row.id, text).catch((error: unknown) => {
      showToast({ title: t('talk.about.notChanged'), text: textOf(error) });
      doing.actions.compose({ kind: 'edit', row: { ...row, text } });
    });
  };
}

/** Above the composer: what one answers, or that one edits. */
function ComposeTargetBar({
  about,
  onCancel,
}: {
  about: ComposeTarget;
  onCancel: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { kind, row } = about;
  const wordsOf = useQuoteText();
  const name = row.side === 'own' ? t('session.list.you') : row.senderName;
  const words = wordsOf({
    kind: row.messageType === 'sticker' ? 'sticker' : 'words',
    text: row.text,
  });
  return (
    <div className={styles['about']} role="status">
      <div className={styles['words']}>
        <p className={styles['what']}>
          {kind === 'edit' ? t('talk.about.edit') : t('talk.about.reply', { name })}
        </p>
        <p className={styles['text']}>
          <bdi>{words}</bdi>
        </p>
      </div>
      <IconButton label={t('talk.about.cancel')} onClick={onCancel}>
        <X aria-hidden="true" size={20} />
      </IconButton>
    </div>
  );
}
