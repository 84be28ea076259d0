import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import type { SupportRoom } from '../../api/api-types';
import { useManageRoom, useSupportRooms } from '../../api/support-desk-queries';
import type { SupportDecision, SupportFilter } from '../../api/support-desk-queries';
import { PlainPresence } from '../../talk/presence';
import { SupportTalk } from '../../talk/support-talk';
import { TalkHeader } from '../../talk/talk-header';
import { ErrorNotice } from '../../ui/error-notice';
import { Select } from '../../ui/select';
import styles from './managed-talk.module.css';
import { QuickReplies } from './quick-replies';
import { addressOf } from './room-entry';
import { PRIORITIES, STATUSES } from './use-support-filter';

interface ManagedTalkProps {
  roomId: string;
  filter: SupportFilter;
  /** The list stands beside it: there is no way back to it. */
  hasList: boolean;
}

/** One room for the team: answering, and deciding what becomes of it. */
export function ManagedTalk({ roomId, filter, hasList }: ManagedTalkProps): ReactElement {
  const { t } = useTranslation();
  const search = useSearch();
  const deciding = useDeciding(roomId, filter);
  const { status } = deciding;
  return (
    <SupportTalk
      // A room that is closed, or open again, is entered anew.
      key={status === 'CLOSED' ? 'closed' : 'open'}
      roomId={roomId}
      head={(room, isTyping) => (
        <>
          <TalkHeader
            otherName={room?.user.name ?? t('adminChat.talk')}
            back={hasList ? undefined : listAddress(search)}
            compact={false}
            unread={0}
          >
            <PlainPresence>
              {isTyping ? t('session.presence.typing') : (room?.subject ?? room?.user.email)}
            </PlainPresence>
          </TalkHeader>
          {room && (
            <Decisions room={{ ...room, status: status ?? room.status }} deciding={deciding} />
          )}
        </>
      )}
      tools={(write) => <QuickReplies onChoose={write} />}
      closed={<p>{t('adminChat.closed')}</p>}
    />
  );
}

interface Deciding {
  decide: (decision: SupportDecision) => void;
  decided: SupportRoom | undefined;
  error: Error | null;
  status: SupportRoom['status'] | undefined;
}

/** Decides; afterwards the next room of the same filter is shown where this one left it (C-60). */
function useDeciding(roomId: string, filter: SupportFilter): Deciding {
  const { mutate, data: decided, error } = useManageRoom(Number(roomId));
  const { data: rooms = [] } = useSupportRooms(filter);
  const [, navigate] = useLocation();
  const search = useSearch();
  const place = rooms.findIndex(({ id }) => String(id) === roomId);
  const next = rooms[place + 1] ?? rooms[place - 1];
  const decide = (decision: SupportDecision): void => {
    const onSuccess = ({ status }: SupportRoom): void => {
      const leaves = filter.status !== undefined && status !== filter.status && place >= 0;
      if (leaves) navigate(next ? addressOf(next.id, search) : listAddress(search));
    };
    mutate(decision, { onSuccess });
  };
  return { decide, decided, error, status: decided?.status ?? rooms[place]?.status };
}

function listAddress(search: string): string {
  return `/admin/chat${search === '' ? '' : `?${search}`}`;
}

function Decisions({
  room,
  deciding: { decide, decided, error },
}: {
  room: SupportRoom;
  deciding: Deciding;
}): ReactElement {
  const { t } = useTranslation();
  const priority = decided?.priority ?? room.priority;
  return (
    <div className={styles['decisions']}>
      <Select
        label={t('adminChat.status')}
        value={room.status}
        options={STATUSES.map((value) => ({ value, label: t(`support.status.${value}`) }))}
        onChange={(status) => decide({ status })}
      />
      <Select
        label={t('adminChat.priority')}
        value={priority}
        options={PRIORITIES.map((value) => ({ value, label: t(`adminChat.priorities.${value}`) }))}
        onChange={(next) => decide({ priority: next })}
      />
      {error && <ErrorNotice error={error} />}
    </div>
  );
}
