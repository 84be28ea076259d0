import { History } from 'lucide-react';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { refreshSupport } from '../../api/support-queries';
import { SupportChat } from '../../chat/support-chat';
import { Button } from '../../components/controls/button';
import styles from './support-room-view.module.css';

/** One support room of the client. */
export function SupportRoomView({
  roomId,
  onNew,
  onShowAll,
}: {
  roomId: number;
  onNew: () => void;
  onShowAll: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  // Displayed messages become read: refresh the count on the button.
  useEffect(() => () => void refreshSupport(client), [client]);
  return (
    <SupportChat
      roomId={String(roomId)}
      header={(room, isTyping) => (
        <div className={styles.head}>
          <p className={styles.subject} aria-live="polite">
            {isTyping ? t('support.typing') : (room?.subject ?? t('support.team'))}
          </p>
          <Button
            kind="quiet"
            size="small"
            icon={<History aria-hidden="true" size={16} />}
            onClick={onShowAll}
          >
            {t('support.history')}
          </Button>
        </div>
      )}
      closed={
        <>
          <p>{t('support.closed')}</p>
          <Button onClick={onNew}>{t('support.startNew')}</Button>
        </>
      }
    />
  );
}
