import { Bell } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotifications } from '../api/notification-queries';
import { IconButton } from '../components/controls/icon-button';
import { lazyModule } from '../components/overlays/lazy-module';
import { LazyTrigger } from '../components/overlays/lazy-trigger';
import styles from './notification-bell.module.css';
import type { Role } from '../../enums';

const notificationPopover = lazyModule(() =>
  import('./notification-popover').then((module) => module.NotificationPopover),
);

/** Opens the notifications; a badge shows how many are unread. */
export function NotificationBell({ role }: { role: Role }): ReactElement {
  const { t } = useTranslation();
  const { data: notifications = [] } = useNotifications();
  const unread = notifications.filter(({ readAt }) => readAt === null).length;
  const label =
    unread > 0
      ? t('layout.notifications.openUnread', { count: unread })
      : t('layout.notifications.open');
  return (
    <LazyTrigger
      module={notificationPopover}
      props={{ role }}
      trigger={
        <IconButton label={label} className={styles.bell}>
          <Bell aria-hidden="true" size={22} />
          {unread > 0 && (
            <span aria-hidden="true" className={styles.dot}>
              {unread > 9 ? '9+' : unread}
            </span>
          )}
        </IconButton>
      }
    />
  );
}
