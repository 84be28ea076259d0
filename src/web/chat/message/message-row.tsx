import { Sparkles } from 'lucide-react';
import { lazy, memo, Suspense, useEffect, useRef } from 'react';
import type { ReactElement, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { FileMessage } from '../files/file-message';
import { useFormat } from '../../i18n/use-format';
import { classNames } from '../../components/class-names';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import type { MessageRowData } from '../list/message-rows';
import { DayDivider } from './day-divider';
import { FailedMessage } from './failed-message';
import type { MessageActions } from './use-message-actions';
import { MessageMenuButton } from './message-menu-button';
import { DeliveryStatusIcon } from './delivery-status';
import { MessageReactions } from './message-reactions';
import styles from './message-row.module.css';
import { MessageText } from './message-text';
import { QuotedMessage } from './quoted-message';
import { parseSticker } from '../stickers/sticker-names';
import { useLongPress } from './use-long-press';
import type { JumpTarget } from './use-message-actions';

const StickerImage = lazy(() =>
  import('../stickers/sticker-image').then((module) => ({ default: module.StickerImage })),
);
const STICKER_PX = 120;

export interface MessageRowProps {
  row: MessageRowData;
  isOffline: boolean;
  isLast: boolean;
  canWrite: boolean;
  /** Messages can be replied to, edited, deleted and reacted to. */
  canChange: boolean;
  /** Set when this row is the jump target. */
  target: JumpTarget | undefined;
  actions: MessageActions;
}

/** One message with the dividers above it. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps): ReactElement {
  const { row, isLast } = props;
  const { t } = useTranslation();
  return (
    <div className={classNames(styles.row, isLast && styles.last)}>
      {row.day !== undefined && <DayDivider at={row.at} />}
      {row.isFirstNew && (
        <p className={styles.new}>
          <span>{t('session.list.newMessages')}</span>
        </p>
      )}
      <Bubble {...props} />
    </div>
  );
});

function Bubble(props: MessageRowProps): ReactElement {
  const { row, isLast, canWrite, canChange, actions } = props;
  const { side } = row;
  const article = useFocusTarget(props.target);
  const menuButton = useRef<HTMLButtonElement>(null);
  const longPress = useLongPress(() => menuButton.current?.click());
  const isActive = canChange && row.id !== undefined && !row.isDeleted && side !== 'system';
  return (
    <article
      ref={article}
      tabIndex={-1}
      data-side={side}
      className={classNames(
        styles.message,
        styles[side],
        row.isFirstOfGroup && styles.first,
        row.isLastOfGroup && styles.lastOfGroup,
        row.status === 'failed' && styles.failed,
      )}
    >
      <SenderLabel row={row} />
      <div className={styles.line}>
        <div className={bubbleClass(row)} {...(isActive ? longPress : {})}>
          <Content {...props} />
        </div>
        {isActive && (
          <MessageMenuButton row={row} isLast={isLast} actions={actions} buttonRef={menuButton} />
        )}
      </div>
      {row.reactions.length > 0 && (
        <MessageReactions row={row} canReact={canChange && canWrite} actions={actions} />
      )}
      {row.status === 'failed' && row.queueId !== undefined && (
        <FailedMessage row={row} id={row.queueId} canWrite={canWrite} actions={actions} />
      )}
    </article>
  );
}

function bubbleClass({ isDeleted, messageType }: MessageRowData): string {
  return classNames(
    styles.bubble,
    isDeleted && styles.deleted,
    messageType === 'sticker' && !isDeleted && styles.sticker,
  );
}

/** Focuses and highlights the row after a jump. */
function useFocusTarget(target: JumpTarget | undefined): RefObject<HTMLElement | null> {
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = article.current;
    if (!target || !element) return undefined;
    element.focus({ preventScroll: true });
    element.dataset['found'] = '';
    const end = (): void => void delete element.dataset['found'];
    element.addEventListener('animationend', end, { once: true });
    return () => element.removeEventListener('animationend', end);
  }, [target]);
  return article;
}

function Content({ row, isOffline, actions }: MessageRowProps): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {row.quote && <QuotedMessage quote={row.quote} actions={actions} />}
      {row.isDeleted ? <p>{t('chat.deleted')}</p> : <Body row={row} />}
      <Footer row={row} isOffline={isOffline} />
    </>
  );
}

function Body({ row: { messageType, text, file } }: { row: MessageRowData }): ReactElement {
  if (file) return <FileMessage file={file} text={text} />;
  const name = messageType === 'sticker' ? parseSticker(text) : undefined;
  if (name === undefined) return <MessageText text={text} />;
  return (
    <div className={styles.stickerImage}>
      <Suspense>
        <StickerImage name={name} size={STICKER_PX} />
      </Suspense>
    </div>
  );
}

/**
 * Visible for automated messages; otherwise the side of the bubble shows the sender, and screen readers
 * get the name.
 */
function SenderLabel({ row: { side, senderName } }: { row: MessageRowData }): ReactElement {
  const { t } = useTranslation();
  if (side === 'automated') {
    return (
      <p className={styles.automatedLabel}>
        <Sparkles aria-hidden="true" size={14} />
        {t('session.list.automated')}
        <VisuallyHidden>
          , <bdi>{senderName}</bdi>
        </VisuallyHidden>
      </p>
    );
  }
  const name = side === 'own' ? t('session.list.you') : senderName;
  return (
    <VisuallyHidden>
      <bdi>{name}</bdi>:{' '}
    </VisuallyHidden>
  );
}

function Footer({ row, isOffline }: { row: MessageRowData; isOffline: boolean }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <p className={styles.footer}>
      {row.isEdited && !row.isDeleted && <span>{t('chat.edited')}</span>}
      <time dateTime={row.at}>{format.time(row.at)}</time>
      {row.status !== undefined && <DeliveryStatusIcon status={row.status} isOffline={isOffline} />}
    </p>
  );
}
