import { X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomFeed } from '../realtime/room-feed';
import type { RoomStore } from '../realtime/room-store';
import { IconButton } from '../ui/icon-button';
import { showToast } from '../ui/toast';
import { useErrorText } from '../ui/use-error-text';
import { Composer } from './composer';
import type { About } from './message-acts';
import { useQuoteWords } from './quoted-words';
import styles from './talk-composer.module.css';
import type { Doing } from './use-message-acts';

interface TalkComposerProps<Feed extends RoomFeed> {
  store: RoomStore<Feed>;
  doing: Pick<Doing, 'about' | 'turn' | 'acts' | 'endAbout'>;
  compact: boolean;
  locked: string | undefined;
  /** Stands before the field. */
  start?: ReactNode;
}

/** Where one writes in a room: something new, an answer, or other words for one's own message. */
export function TalkComposer<Feed extends RoomFeed>(props: TalkComposerProps<Feed>): ReactElement {
  const { store, doing, compact, locked } = props;
  const { about, turn, endAbout } = doing;
  const change = useChange(props);
  const isEdit = about?.kind === 'edit';
  const send = (text: string): void => {
    if (isEdit) return change(about, text);
    store.send(text, about?.row.id);
    if (about) endAbout();
  };
  const canStick = store.view.conversationId !== undefined && !isEdit;
  return (
    <div
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !about) return;
        event.stopPropagation();
        endAbout();
      }}
    >
      {about && <AboutStrip about={about} onCancel={endAbout} />}
      <Composer
        // Other words for a message never mix with the draft of the next one.
        key={isEdit ? `edit-${turn}` : 'new'}
        {...{ compact, locked, turn }}
        start={isEdit ? undefined : props.start}
        draft={isEdit ? about.row.text : store.kept.draft}
        onSend={send}
        onSticker={canStick ? (text) => stick(props, text) : undefined}
        onTyped={(text) => !isEdit && store.typed(text)}
        onRest={() => store.restTyping()}
      />
    </div>
  );
}

function stick<Feed extends RoomFeed>(
  { store, doing: { about, endAbout } }: TalkComposerProps<Feed>,
  text: string,
): void {
  const replyTo = about?.row.id;
  store.put({ text, isSticker: true, ...(replyTo === undefined ? {} : { replyTo }) });
  if (about) endAbout();
}

/** Sends other words for a message; when that fails they are back in the composer. */
function useChange<Feed extends RoomFeed>({
  store,
  doing,
}: TalkComposerProps<Feed>): (about: About, text: string) => void {
  const { t } = useTranslation();
  const textOf = useErrorText();
  return ({ row }, text) => {
    doing.endAbout();
    if (row.id === undefined || text.trim() === row.text) return;
    store.messages.edit(row.id, text).catch((error: unknown) => {
      showToast({ title: t('talk.about.notChanged'), text: textOf(error) });
      doing.acts.begin({ kind: 'edit', row: { ...row, text } });
    });
  };
}

/** Above the composer: what one answers, or that one edits. */
function AboutStrip({ about, onCancel }: { about: About; onCancel: () => void }): ReactElement {
  const { t } = useTranslation();
  const { kind, row } = about;
  const wordsOf = useQuoteWords();
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
