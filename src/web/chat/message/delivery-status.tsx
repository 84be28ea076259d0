import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import type { DeliveryStatus } from '../list/message-rows';
import styles from './delivery-status.module.css';

const ICONS = { sending: Clock, sent: Check, read: CheckCheck, failed: CircleAlert };

/** How far an own message came; the word is shown where it asks for attention. */
export function DeliveryStatusIcon({
  progress,
  isOffline,
}: {
  progress: DeliveryStatus;
  isOffline: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const Icon = ICONS[progress];
  const isHeld = progress === 'sending' && isOffline;
  const words = t(`session.state.${isHeld ? 'waiting' : progress}`);
  return (
    <span className={styles['progress']} data-progress={progress} title={words}>
      <Icon aria-hidden="true" size={16} />
      {isHeld || progress === 'failed' ? words : <VisuallyHidden>{words}</VisuallyHidden>}
    </span>
  );
}
