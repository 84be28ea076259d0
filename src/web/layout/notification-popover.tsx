import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { AppNotification } from '../api/api-types';
import { useNotifications, useMarkNotificationRead } from '../api/notification-queries';
import { ErrorNotice } from '../components/display/error-notice';
import { Popover } from '../components/overlays/popover';
import { Skeleton } from '../components/display/skeleton';
import { NotificationList } from './notification-list';
import type { Role } from '../../enums';

/** The latest notifications; selecting one marks it read and opens its page. */
export function NotificationPopover({
  trigger,
  role,
}: {
  trigger: ReactElement;
  role: Role;
}): ReactElement {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { data: notifications, error, refetch } = useNotifications();
  const read = useMarkNotificationRead();
  const select = (notification: AppNotification): void => {
    if (notification.readAt === null) read.mutate(notification.id);
    navigate(notificationPath(notification, role));
  };
  return (
    <Popover title={t('layout.notifications.title')} trigger={trigger}>
      {(close) => {
        if (!notifications) {
          return error ? (
            <ErrorNotice error={error} onRetry={() => void refetch()} />
          ) : (
            <Skeleton lines={3} />
          );
        }
        const onChoose = (notification: AppNotification): void => {
          close();
          select(notification);
        };
        return <NotificationList notifications={notifications} onSelect={onChoose} />;
      }}
    </Popover>
  );
}

function notificationPath({ sessionId }: AppNotification, role: Role): string {
  if (role === 'team') return sessionId ? `/team/sessions/${sessionId}` : '/team';
  return sessionId ? `/sessions/${sessionId}` : '/';
}
