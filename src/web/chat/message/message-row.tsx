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

const StickerPicture = lazy(() =>
  import('../stickers/sticker-image').then((module) => ({ default: module.StickerImage })),
);
const STICKER_PX = 120;

export interface MessageRowProps {
  row: MessageRowData;
  isOffline: boolean;
  isLast: boolean;
  canWrite: boolean;
  /** Whether messages can be answered, changed and reacted to here. */
  canChange: boolean;
  /** Set when somebody was led to this one. */
  target: JumpTarget | undefined;
  actions: MessageActions;
}

/** One message, with what belongs above it: the day, the mark of what is new, who says it. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps): ReactElement {
  const { row, isLast } = props;
  const { t } = useTranslation();
  return (
    <div className={classNames(styles['row'], isLast && styles['last'])}>
      {row.day !== undefined && <DayDivider at={row.at} />}
      {row.isFirstNew && (
        <p className={styles['new']}>
          <span>{t('session.list.newMessages')}</span>
        </p>
      )}
      <Bubble {...props} />
    </div>
  );
});

function Bubble(props: MessageRowProps): ReactElement {
  const { row, isLast, canWrite, canChange, actions: acts } = props;
  const { side } = row;
  const article = useFocusTarget(props.target);
  const more = useRef<HTMLButtonElement>(null);
  const press = useLongPress(() => more.current?.click());
  const isActive = canChange && row.id !== undefined && !row.isDeleted && side !== 'system';
  return (
    <article
      ref={article}
      tabIndex={-1}
      data-side={side}
      className={classNames(
        styles['message'],
        styles[side],
        row.isFirstOfGroup && styles['first'],
        row.isLastOfGroup && styles['lastOfGroup'],
        row.status === 'failed' && styles['failed'],
      )}
    >
      <SenderLabel row={row} />
      <div className={styles['line']}>
        <div className={bubbleClass(row)} {...(isActive ? press : {})}>
          <Content {...props} />
        </div>
        {isActive && <MessageMenuButton {...{ row, isLast, acts }} buttonRef={more} />}
      </div>
      {row.reactions.length > 0 && (
        <MessageReactions row={row} canReact={canChange && canWrite} acts={acts} />
      )}
      {row.status === 'failed' && row.queueId !== undefined && (
        <FailedMessage row={row} id={row.queueId} canWrite={canWrite} acts={acts} />
      )}
    </article>
  );
}

function bubbleClass({ isDeleted, messageType }: MessageRowData): string {
  return classNames(
    styles['bubble'],
    isDeleted && styles['deleted'],
    messageType === 'sticker' && !isDeleted && styles['sticker'],
  );
}

/** Whoever was led here finds the focus here, and for a moment a light on it. */
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

function Content({ row, isOffline, actions: acts }: MessageRowProps): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {row.quote && <QuotedMessage quote={row.quote} acts={acts} />}
      {row.isDeleted ? <p>{t('talk.deleted')}</p> : <Body row={row} />}
      <Footer row={row} isOffline={isOffline} />
    </>
  );
}

function Body({ row: { messageType, text, file } }: { row: MessageRowData }): ReactElement {
  if (file) return <FileMessage file={file} text={text} />;
  const name = messageType === 'sticker' ? parseSticker(text) : undefined;
  if (name === undefined) return <MessageText text={text} />;
  return (
    <div className={styles['picture']}>
      <Suspense>
        <StickerPicture name={name} size={STICKER_PX} />
      </Suspense>
    </div>
  );
}

/** Seen where it is not plain from the side of the bubble, heard always. */
function SenderLabel({ row: { side, senderName } }: { row: MessageRowData }): ReactElement {
  const { t } = useTranslation();
  if (side === 'automated') {
    return (
      <p className={styles['automatedMark']}>
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
    <p className={styles['foot']}>
      {row.isEdited && !row.isDeleted && <span>{t('talk.edited')}</span>}
      <time dateTime={row.at}>{format.time(row.at)}</time>
      {row.status !== undefined && (
        <DeliveryStatusIcon progress={row.status} isOffline={isOffline} />
      )}
    </p>
  );
}
