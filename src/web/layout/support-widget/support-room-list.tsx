import { MessageSquarePlus } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SupportRoom } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { Badge } from '../../components/display/badge';
import { Button } from '../../components/controls/button';
import styles from './support-room-list.module.css';

interface SupportRoomListProps {
  rooms: SupportRoom[];
  onChoose: (roomId: number) => void;
  onNew: () => void;
}

/** All support rooms of the client. */
export function SupportRoomList({ rooms, onChoose, onNew }: SupportRoomListProps): ReactElement {
  const { t } = useTranslation();
  const isOneOpen = rooms.some(({ status }) => status !== 'CLOSED');
  return (
    <div className={styles.all}>
      <ul className={styles.list}>
        {rooms.map((room) => (
          <li key={room.id}>
            <RoomButton room={room} onPress={() => onChoose(room.id)} />
          </li>
        ))}
      </ul>
      {!isOneOpen && (
        <Button icon={<MessageSquarePlus aria-hidden="true" size={20} />} onClick={onNew}>
          {t('support.startNew')}
        </Button>
      )}
    </div>
  );
}

function RoomButton({ room, onPress }: { room: SupportRoom; onPress: () => void }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <button type="button" className={styles.room} onClick={onPress}>
      <span className={styles.row}>
        <strong dir="auto">{room.subject ?? t('support.noSubject')}</strong>
        <Badge tone={room.status === 'CLOSED' ? 'calm' : 'accent'}>
          {t(`support.status.${room.status}`)}
        </Badge>
      </span>
      <span className={styles.lastMessage} dir="auto">
        {room.lastMessage}
      </span>
      <time dateTime={room.lastActivity} className={styles.time}>
        {format.dayTime(room.lastActivity)}
      </time>
    </button>
  );
}
