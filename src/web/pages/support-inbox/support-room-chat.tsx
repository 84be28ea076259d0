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
  /** The list stands beside it: there is no way back to it. */
  hasList: boolean;
}

/** One room for the team: answering, and deciding what becomes of it. */
export function SupportRoomChat({ roomId, filter, hasList }: SupportRoomChatProps): ReactElement {
  const { t } = useTranslation();
  const search = useSearch();
  const deciding = useSupportRoomManagement(roomId, filter);
  const { status } = deciding;
  return (
    <SupportChat
      // A room that is closed, or open again, is entered anew.
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
              management={deciding}
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
  update: (decision: SupportRoomChange) => void;
  updated: SupportRoom | undefined;
  error: Error | null;
  status: SupportRoom['status'] | undefined;
}

/** Decides; afterwards the next room of the same filter is shown where this one left it (C-60). */
function useSupportRoomManagement(roomId: string, filter: SupportFilter): SupportRoomManagement {
  const { mutate, data: decided, error } = useManageSupportRoom(Number(roomId));
  const { data: rooms = [] } = useSupportRooms(filter);
  const [, navigate] = useLocation();
  const search = useSearch();
  const place = rooms.findIndex(({ id }) => String(id) === roomId);
  const next = rooms[place + 1] ?? rooms[place - 1];
  const decide = (decision: SupportRoomChange): void => {
    const onSuccess = ({ status }: SupportRoom): void => {
      const leaves = filter.status !== undefined && status !== filter.status && place >= 0;
      if (leaves) navigate(next ? supportRoomPath(next.id, search) : listPath(search));
    };
    mutate(decision, { onSuccess });
  };
  return {
    update: decide,
    updated: decided,
    error,
    status: decided?.status ?? rooms[place]?.status,
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
    <div className={styles.decisions}>
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
