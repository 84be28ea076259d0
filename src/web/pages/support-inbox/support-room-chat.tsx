import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import type { SupportRoom } from '../../api/api-types';
import { useManageSupportRoom, useSupportRooms } from '../../api/support-team-queries';
import type { SupportRoomChange, SupportFilter } from '../../api/support-team-queries';
import { HeaderSubtitle } from '../../chat/presence-text';
import { SupportChat } from '../../chat/support-chat';
import { ChatHeader } from '../../chat/chat-header';
import { ErrorNotice } from '../../components/display/error-notice';
import { Select } from '../../components/controls/select';
import styles from './support-room-chat.module.css';
import { QuickReplies } from './quick-replies';
import { supportRoomPath } from './support-room-item';
import { PRIORITIES, STATUSES } from './use-support-filter';

interface SupportRoomChatProps {
  roomId: string;
  filter: SupportFilter;
  /** The list is shown beside the chat, so there is no Back link. */
  hasList: boolean;
}

/** A support room for the team: the chat, its status and its priority. */
export function SupportRoomChat({ roomId, filter, hasList }: SupportRoomChatProps): ReactElement {
  const { t } = useTranslation();
  const search = useSearch();
  const management = useSupportRoomManagement(roomId, filter);
  const { status } = management;
  return (
    <SupportChat
      // Remounts the chat when the room is closed or reopened.
      key={status === 'CLOSED' ? 'closed' : 'open'}
      roomId={roomId}
      header={(room, isTyping) => (
        <>
          <ChatHeader
            otherName={room?.user.name ?? t('supportInbox.conversation')}
            back={hasList ? undefined : listPath(search)}
            compact={false}
            unread={0}
          >
            <HeaderSubtitle>
              {isTyping ? t('session.presence.typing') : (room?.subject ?? room?.user.email)}
            </HeaderSubtitle>
          </ChatHeader>
          {room && (
            <SupportRoomControls
              room={{ ...room, status: status ?? room.status }}
              management={management}
            />
          )}
        </>
      )}
      tools={(write) => <QuickReplies onChoose={write} />}
      closed={<p>{t('supportInbox.closed')}</p>}
    />
  );
}

interface SupportRoomManagement {
  update: (change: SupportRoomChange) => void;
  updated: SupportRoom | undefined;
  error: Error | null;
  status: SupportRoom['status'] | undefined;
}

/** Updates the room; when it leaves the filter, opens the next one of the list (C-60). */
function useSupportRoomManagement(roomId: string, filter: SupportFilter): SupportRoomManagement {
  const { mutate, data: updated, error } = useManageSupportRoom(Number(roomId));
  const { data: rooms = [] } = useSupportRooms(filter);
  const [, navigate] = useLocation();
  const search = useSearch();
  const index = rooms.findIndex(({ id }) => String(id) === roomId);
  const next = rooms[index + 1] ?? rooms[index - 1];
  const update = (change: SupportRoomChange): void => {
    const onSuccess = ({ status }: SupportRoom): void => {
      const leavesFilter = filter.status !== undefined && status !== filter.status && index >= 0;
      if (leavesFilter) navigate(next ? supportRoomPath(next.id, search) : listPath(search));
    };
    mutate(change, { onSuccess });
  };
  return {
    update,
    updated,
    error,
    status: updated?.status ?? rooms[index]?.status,
  };
}

function listPath(search: string): string {
  return `/admin/chat${search === '' ? '' : `?${search}`}`;
}

function SupportRoomControls({
  room,
  management: { update, updated, error },
}: {
  room: SupportRoom;
  management: SupportRoomManagement;
}): ReactElement {
  const { t } = useTranslation();
  const priority = updated?.priority ?? room.priority;
  return (
    <div className={styles.controls}>
      <Select
        label={t('supportInbox.status')}
        value={room.status}
        options={STATUSES.map((value) => ({ value, label: t(`support.status.${value}`) }))}
        onChange={(status) => update({ status })}
      />
      <Select
        label={t('supportInbox.priority')}
        value={priority}
        options={PRIORITIES.map((value) => ({
          value,
          label: t(`supportInbox.priorities.${value}`),
        }))}
        onChange={(next) => update({ priority: next })}
      />
      {error && <ErrorNotice error={error} />}
    </div>
  );
}
