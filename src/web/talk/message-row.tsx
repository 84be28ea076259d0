import { Sparkles } from 'lucide-react';
import { memo } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format';
import { classNames } from '../ui/class-names';
import { VisuallyHidden } from '../ui/visually-hidden';
import type { Row } from './conversation-rows';
import { DayName } from './day-name';
import { FailedMessage } from './failed-message';
import { MessageProgress } from './message-progress';
import styles from './message-row.module.css';
import { MessageText } from './message-text';

export interface MessageActs {
  retry: (id: string) => void;
  discard: (id: string) => void;
}

export interface MessageRowProps {
  row: Row;
  isOffline: boolean;
  isLast: boolean;
  canWrite: boolean;
  acts: MessageActs;
}

/** One message, with what belongs above it: the day, the mark of what is new, who says it. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps): ReactElement {
  const { row, isLast } = props;
  const { t } = useTranslation();
  return (
    <div className={classNames(styles['row'], isLast && styles['last'])}>
      {row.day !== undefined && <DayName at={row.at} />}
      {row.isFirstNew && (
        <p className={styles['new']}>
          <span>{t('session.list.newMessages')}</span>
        </p>
      )}
      <Bubble {...props} />
    </div>
  );
});

function Bubble({ row, isOffline, canWrite, acts }: MessageRowProps): ReactElement {
  const { side } = row;
  return (
    <article
      data-side={side}
      className={classNames(
        styles['message'],
        styles[side],
        row.isFirstOfGroup && styles['first'],
        row.isLastOfGroup && styles['lastOfGroup'],
        row.progress === 'failed' && styles['failed'],
      )}
    >
      <Speaker row={row} />
      <div className={styles['bubble']}>
        <MessageText text={row.text} />
        <Foot row={row} isOffline={isOffline} />
      </div>
      {row.progress === 'failed' && row.queueId !== undefined && (
        <FailedMessage row={row} id={row.queueId} canWrite={canWrite} acts={acts} />
      )}
    </article>
  );
}

/** Seen where it is not plain from the side of the bubble, heard always. */
function Speaker({ row: { side, senderName } }: { row: Row }): ReactElement {
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

function Foot({ row, isOffline }: { row: Row; isOffline: boolean }): ReactElement {
  const format = useFormat();
  return (
    <p className={styles['foot']}>
      <time dateTime={row.at}>{format.time(row.at)}</time>
      {row.progress !== undefined && (
        <MessageProgress progress={row.progress} isOffline={isOffline} />
      )}
    </p>
  );
}
