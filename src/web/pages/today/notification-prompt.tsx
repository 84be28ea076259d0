import { BellRing } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../components/display/banner';
import { Button } from '../../components/controls/button';
import styles from './notification-prompt.module.css';

const DECLINED_KEY = 'ruang-diri.alerts-declined';

/** Asks for browser notifications once; a declined prompt does not return. */
export function NotificationPrompt(): ReactElement | null {
  const { t } = useTranslation();
  const [permission, setPermission] = useState(currentPermission);
  const [isDeclined, setDeclined] = useState(hasDeclined);
  if (permission !== 'default' || isDeclined) return null;
  const allow = (): void => void Notification.requestPermission().then(setPermission);
  const decline = (): void => {
    storeDeclined();
    setDeclined(true);
  };
  return (
    <Banner
      icon={<BellRing aria-hidden="true" size={20} />}
      title={t('today.notificationPrompt.offer')}
      action={
        <div className={styles.actions}>
          <Button kind="secondary" size="small" onClick={allow}>
            {t('today.notificationPrompt.allow')}
          </Button>
          <Button kind="quiet" size="small" onClick={decline}>
            {t('today.notificationPrompt.later')}
          </Button>
        </div>
      }
    >
      {t('today.notificationPrompt.offerText')}
    </Banner>
  );
}

function currentPermission(): NotificationPermission | 'none' {
  return 'Notification' in window ? Notification.permission : 'none';
}

function hasDeclined(): boolean {
  try {
    return localStorage.getItem(DECLINED_KEY) !== null;
  } catch {
    return false;
  }
}

function storeDeclined(): void {
  try {
    localStorage.setItem(DECLINED_KEY, 'yes');
  } catch {
    // Storage is unavailable: the prompt returns at the next visit.
  }
}
