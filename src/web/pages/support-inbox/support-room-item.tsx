import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearch } from 'wouter';
import type { SupportRoom } from '../../api/api-types';
import { InboxItem, InboxPreview } from '../../chat/inbox/inbox-item';
import { Badge } from '../../components/display/badge';
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
  const { user, subject, unreadCount } = room;
  return (
    <InboxItem
      href={supportRoomPath(room.id, search)}
      name={user.name}
      isCurrent={isCurrent}
      lastActivityAt={room.lastActivity}
    >
      {subject !== null && (
        <span className={styles.subject} dir="auto">
          {subject}
        </span>
      )}
      <InboxPreview text={room.lastMessage} unreadCount={unreadCount} isNew={unreadCount > 0} />
      <StatusBadges room={room} />
    </InboxItem>
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
