import { Check, CheckCheck, CircleAlert, Clock } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { VisuallyHidden } from '../../components/display/visually-hidden';
import type { DeliveryStatus } from '../list/message-rows';
import styles from './delivery-status.module.css';

const ICONS = { sending: Clock, sent: Check, read: CheckCheck, failed: CircleAlert };

/** The delivery status of an own message; as visible text while it needs attention. */
export function DeliveryStatusIcon({
  status,
  isOffline,
}: {
  status: DeliveryStatus;
  isOffline: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const Icon = ICONS[status];
  const isWaiting = status === 'sending' && isOffline;
  const text = t(`session.state.${isWaiting ? 'waiting' : status}`);
  return (
    <span className={styles.status} data-progress={status} title={text}>
      <Icon aria-hidden="true" size={16} />
      {isWaiting || status === 'failed' ? text : <VisuallyHidden>{text}</VisuallyHidden>}
    </span>
  );
}
