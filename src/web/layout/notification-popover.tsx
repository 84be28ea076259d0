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

/** What happened to my sessions; choosing one reads it and leads to its room. */
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
  const choose = (chosen: AppNotification): void => {
    if (chosen.readAt === null) read.mutate(chosen.id);
    navigate(notificationPath(chosen, role));
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
        const onChoose = (chosen: AppNotification): void => {
          close();
          choose(chosen);
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
