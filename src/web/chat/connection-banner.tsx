import { CloudOff, WifiOff } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../components/class-names';
import { Button } from '../components/controls/button';
import type { ConnectionStatus } from '../state/chat/connection-monitor';
import styles from './connection-banner.module.css';

/** Shown while the connection is delayed or offline. */
export function ConnectionBanner({
  status,
  canWrite,
  onRetry,
}: {
  status: ConnectionStatus;
  canWrite: boolean;
  onRetry: () => void;
}): ReactElement | null {
  const { t } = useTranslation();
  if (status === 'live' || status === 'connecting') return null;
  const isOffline = status === 'offline';
  const Icon = isOffline ? WifiOff : CloudOff;
  const text = !isOffline ? 'delayed' : canWrite ? 'offline' : 'offlineReading';
  return (
    <section className={classNames(styles.banner, isOffline && styles.offline)}>
      <Icon aria-hidden="true" size={20} />
      <p className={styles.text}>
        <strong>
          {t(isOffline ? 'session.connection.offlineTitle' : 'session.connection.delayedTitle')}
        </strong>{' '}
        {t(`session.connection.${text}`)}
      </p>
      <Button kind="quiet" size="small" onClick={onRetry}>
        {t('common.retry')}
      </Button>
    </section>
  );
}
