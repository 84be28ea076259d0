import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearch } from 'wouter';
import type { SupportRoom } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { Avatar } from '../../components/display/avatar';
import { Badge } from '../../components/display/badge';
import { classNames } from '../../components/class-names';
import { useNow } from '../../components/hooks/use-now';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import styles from './support-room-item.module.css';

/** The client, subject, last message, status and priority. */
export function SupportRoomItem({
  room,
  isCurrent,
}: {
  room: SupportRoom;
  isCurrent: boolean;
}): ReactElement {
  const search = useSearch();
  const { user, subject } = room;
  return (
    <li>
      <Link
        href={supportRoomPath(room.id, search)}
        aria-current={isCurrent ? 'page' : undefined}
        className={classNames(styles.item, isCurrent && styles.current)}
      >
        <Avatar name={user.name} />
        <span className={styles.text}>
          <span className={styles.line}>
            <bdi className={styles.name}>{user.name}</bdi>
            <LastActivity at={room.lastActivity} />
          </span>
          {subject !== null && (
            <span className={styles.subject} dir="auto">
              {subject}
            </span>
          )}
          <LastMessage room={room} />
          <StatusBadges room={room} />
        </span>
      </Link>
    </li>
  );
}

function LastMessage({ room: { lastMessage, unreadCount } }: { room: SupportRoom }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className={styles.line}>
      <span className={classNames(styles.last, unreadCount > 0 && styles.unread)} dir="auto">
        {lastMessage}
      </span>
      {unreadCount > 0 && (
        <Badge tone="accent">
          <span aria-hidden="true">{unreadCount}</span>
          <VisuallyHidden>{t('session.unread', { count: unreadCount })}</VisuallyHidden>
        </Badge>
      )}
    </span>
  );
}

function StatusBadges({ room: { status, priority } }: { room: SupportRoom }): ReactElement {
  const { t } = useTranslation();
  const isHigh = priority === 'HIGH' || priority === 'URGENT';
  return (
    <span className={styles.marks}>
      <Badge tone={status === 'OPEN' ? 'accent' : 'calm'}>{t(`support.status.${status}`)}</Badge>
      {priority !== 'NORMAL' && (
        <Badge tone={isHigh ? 'warm' : 'calm'}>{t(`supportInbox.priorities.${priority}`)}</Badge>
      )}
    </span>
  );
}

/** With the current filter. */
export function supportRoomPath(roomId: number, search: string): string {
  return `/admin/chat/${roomId}${search === '' ? '' : `?${search}`}`;
}

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
