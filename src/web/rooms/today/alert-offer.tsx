import { BellRing } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../../ui/banner';
import { Button } from '../../ui/button';
import styles from './alert-offer.module.css';

const DECLINED = 'ruang-diri.alerts-declined';

/** Offers the browser's own notifications, once; whoever declines is not asked again. */
export function AlertOffer(): ReactElement | null {
  const { t } = useTranslation();
  const [permission, setPermission] = useState(permissionNow);
  const [isDeclined, setDeclined] = useState(hasDeclined);
  if (permission !== 'default' || isDeclined) return null;
  const allow = (): void => void Notification.requestPermission().then(setPermission);
  const decline = (): void => {
    keepDeclined();
    setDeclined(true);
  };
  return (
    <Banner
      icon={<BellRing aria-hidden="true" size={20} />}
      title={t('today.alerts.offer')}
      action={
        <div className={styles['answers']}>
          <Button kind="secondary" size="small" onClick={allow}>
            {t('today.alerts.allow')}
          </Button>
          <Button kind="quiet" size="small" onClick={decline}>
            {t('today.alerts.later')}
          </Button>
        </div>
      }
    >
      {t('today.alerts.offerText')}
    </Banner>
  );
}

function permissionNow(): NotificationPermission | 'none' {
  return 'Notification' in window ? Notification.permission : 'none';
}

function hasDeclined(): boolean {
  try {
    return localStorage.getItem(DECLINED) !== null;
  } catch {
    return false;
  }
}

function keepDeclined(): void {
  try {
    localStorage.setItem(DECLINED, 'yes');
  } catch {
    // Storage is closed to us: the offer comes back at the next visit.
  }
}
