import { CloudOff, WifiOff } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionStatus } from '../state/chat/connection-monitor';
import { Button } from '../components/controls/button';
import { classNames } from '../components/class-names';
import styles from './connection-banner.module.css';

/** The truth about the connection, when it is not what it should be; slim, for phones are small. */
export function ConnectionBanner({
  link,
  canWrite,
  onRetry,
}: {
  link: ConnectionStatus;
  canWrite: boolean;
  onRetry: () => void;
}): ReactElement | null {
  const { t } = useTranslation();
  if (link === 'live' || link === 'connecting') return null;
  const isOffline = link === 'offline';
  const Icon = isOffline ? WifiOff : CloudOff;
  const words = !isOffline ? 'delayed' : canWrite ? 'offline' : 'offlineReading';
  return (
    <section className={classNames(styles['strip'], isOffline && styles['offline'])}>
      <Icon aria-hidden="true" size={20} />
      <p className={styles['words']}>
        <strong>{t(isOffline ? 'session.link.offlineTitle' : 'session.link.delayedTitle')}</strong>{' '}
        {t(`session.link.${words}`)}
      </p>
      <Button kind="quiet" size="small" onClick={onRetry}>
        {t('common.retry')}
      </Button>
    </section>
  );
}
