import { Bell } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { AppNotification } from '../api/api-types';
import { useNotifications, useReadNotification } from '../api/notification-queries';
import { IconButton } from '../ui/icon-button';
import { Popover } from '../ui/popover';
import styles from './notification-bell.module.css';
import { NotificationList } from './notification-list';
import type { Role } from '../../words';

/** What happened to my sessions; a dot says that something is unread. */
export function NotificationBell({ role }: { role: Role }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [, navigate] = useLocation();
  const { data: notifications = [] } = useNotifications();
  const read = useReadNotification();
  const unread = notifications.filter(({ readAt }) => readAt === null).length;
  const choose = (chosen: AppNotification): void => {
    if (chosen.readAt === null) read.mutate(chosen.id);
    setOpen(false);
    navigate(addressOf(chosen, role));
  };
  const label =
    unread > 0
      ? t('shell.notifications.openUnread', { count: unread })
      : t('shell.notifications.open');
  return (
    <Popover
      title={t('shell.notifications.title')}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <IconButton label={label} className={styles['bell']}>
          <Bell aria-hidden="true" size={22} />
          {unread > 0 && (
            <span aria-hidden="true" className={styles['dot']}>
              {unread > 9 ? '9+' : unread}
            </span>
          )}
        </IconButton>
      }
    >
      <NotificationList notifications={notifications} onChoose={choose} />
    </Popover>
  );
}

function addressOf({ sessionId }: AppNotification, role: Role): string {
  if (role === 'team') return sessionId ? `/team/sessions/${sessionId}` : '/team';
  return sessionId ? `/sessions/${sessionId}` : '/';
}
