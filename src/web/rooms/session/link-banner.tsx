import { CloudOff, WifiOff } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Link } from '../../realtime/link-watch';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import styles from './link-banner.module.css';

/** The truth about the connection, when it is not what it should be. */
export function LinkBanner({
  link,
  canWrite,
  onRetry,
}: {
  link: Link;
  canWrite: boolean;
  onRetry: () => void;
}): ReactElement | null {
  const { t } = useTranslation();
  if (link === 'live' || link === 'connecting') return null;
  const isOffline = link === 'offline';
  const Icon = isOffline ? WifiOff : CloudOff;
  const words = !isOffline ? 'delayed' : canWrite ? 'offline' : 'offlineReading';
  return (
    <div className={styles['banner']}>
      <Banner
        tone={isOffline ? 'warm' : 'calm'}
        icon={<Icon aria-hidden="true" size={20} />}
        title={t(isOffline ? 'session.link.offlineTitle' : 'session.link.delayedTitle')}
        action={
          <Button kind="secondary" size="small" onClick={onRetry}>
            {t('session.link.retry')}
          </Button>
        }
      >
        {t(`session.link.${words}`)}
      </Banner>
    </div>
  );
}
