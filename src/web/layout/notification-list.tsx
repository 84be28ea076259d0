import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppNotification } from '../api/api-types';
import { useFormat } from '../i18n/use-format';
import { useNow } from '../components/hooks/use-now';
import { VisuallyHidden } from '../components/display/visually-hidden';
import styles from './notification-list.module.css';

export function NotificationList({
  notifications,
  onSelect,
}: {
  notifications: AppNotification[];
  onSelect: (chosen: AppNotification) => void;
}): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(30_000);
  if (notifications.length === 0) {
    return <p className={styles.empty}>{t('layout.notifications.empty')}</p>;
  }
  return (
    <ul className={styles.list}>
      {notifications.map((notification) => (
        <li key={notification.id}>
          <button type="button" className={styles.item} onClick={() => onSelect(notification)}>
            <span className={styles.mark} data-unread={notification.readAt === null || undefined}>
              {notification.readAt === null && (
                <VisuallyHidden>{t('layout.notifications.unread')}. </VisuallyHidden>
              )}
            </span>
            <span>
              <span className={styles.text}>
                {t(`layout.notifications.kind.${notification.kind}`)}
              </span>
              <time className={styles.when} dateTime={notification.createdAt}>
                {format.relative(notification.createdAt, now)}
              </time>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
