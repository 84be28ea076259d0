import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { PresenceStatus } from '../../../enums';
import { classNames } from '../../components/class-names';
import { Avatar } from '../../components/display/avatar';
import { Badge } from '../../components/display/badge';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import { useNow } from '../../components/hooks/use-now';
import { useFormat } from '../../i18n/use-format';
import styles from './inbox-item.module.css';

interface InboxItemProps {
  href: string;
  name: string;
  isCurrent: boolean;
  /** Presence, where known. */
  status?: PresenceStatus | undefined;
  lastActivityAt?: string | null;
  /** Of one height, whatever its content. */
  isRow?: boolean;
  children: ReactNode;
}

/** A conversation in a list: its member, the last activity and the lines below. */
export function InboxItem(props: InboxItemProps): ReactElement {
  const { t } = useTranslation();
  const { href, name, isCurrent, status, lastActivityAt, isRow, children } = props;
  return (
    <li>
      <Link
        href={href}
        aria-current={isCurrent ? 'page' : undefined}
        className={classNames(styles.item, isRow && styles.row, isCurrent && styles.current)}
      >
        <Avatar name={name} status={status} />
        <span className={styles.text}>
          <span className={styles.line}>
            <bdi className={styles.name}>{name}</bdi>
            {status && <VisuallyHidden>, {t(`messages.presence.${status}`)}</VisuallyHidden>}
            {typeof lastActivityAt === 'string' && <LastActivity at={lastActivityAt} />}
          </span>
          {children}
        </span>
      </Link>
    </li>
  );
}

/** The last message and the unread count; `isNew`: the user has not read it. */
export function InboxPreview({
  text,
  unreadCount = 0,
  isNew = false,
}: {
  text: string | null;
  unreadCount?: number;
  isNew?: boolean;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <span className={styles.line}>
      <span className={classNames(styles.preview, isNew && styles.unread)} dir="auto">
        {text}
      </span>
      {unreadCount > 0 && (
        <Badge tone="accent">
          <span aria-hidden="true">{unreadCount > 99 ? '99+' : unreadCount}</span>
          <VisuallyHidden>{t('session.unread', { count: unreadCount })}</VisuallyHidden>
        </Badge>
      )}
    </span>
  );
}

/** Today's time, or the date. */
function LastActivity({ at }: { at: string }): ReactElement {
  const format = useFormat();
  const now = useNow(60_000);
  const isToday = format.shortDay(at) === format.shortDay(now);
  return (
    <time dateTime={at} className={styles.when}>
      {isToday ? format.time(at) : format.shortDay(at)}
    </time>
  );
}
