import { History } from 'lucide-react';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { refreshSupport } from '../../api/support-queries';
import { SupportChat } from '../../chat/support-chat';
import { Button } from '../../components/controls/button';
import styles from './support-room-view.module.css';

/** One of the client's rooms: what was said, and a line to write more. */
export function SupportRoomView({
  roomId,
  onNew,
  onAll,
}: {
  roomId: number;
  onNew: () => void;
  onAll: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  // What is shown is read: the count on the button goes down with it.
  useEffect(() => () => void refreshSupport(client), [client]);
  return (
    <SupportChat
      roomId={String(roomId)}
      header={(room, isTyping) => (
        <div className={styles['head']}>
          <p className={styles['what']} aria-live="polite">
            {isTyping ? t('support.typing') : (room?.subject ?? t('support.lead'))}
          </p>
          <Button
            kind="quiet"
            size="small"
            icon={<History aria-hidden="true" size={16} />}
            onClick={onAll}
          >
            {t('support.all')}
          </Button>
        </div>
      )}
      closed={
        <>
          <p>{t('support.closed')}</p>
          <Button onClick={onNew}>{t('support.begin')}</Button>
        </>
      }
    />
  );
}
