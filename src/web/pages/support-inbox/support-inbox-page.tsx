import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import type { SupportFilter } from '../../api/support-team-queries';
import { useSupportRooms } from '../../api/support-team-queries';
import { InboxPage } from '../../chat/inbox/inbox-page';
import { EmptyState } from '../../components/display/empty-state';
import { ErrorNotice } from '../../components/display/error-notice';
import { Skeleton } from '../../components/display/skeleton';
import styles from './support-inbox-page.module.css';
import { SupportRoomChat } from './support-room-chat';
import { SupportRoomItem } from './support-room-item';
import { StatisticCards } from './statistic-cards';
import { SupportFilters } from './support-filters';
import { useSupportUpdates } from './use-support-updates';
import { useSupportFilter } from './use-support-filter';

/** Support conversations of all clients: filters, list and chat. */
export function SupportInboxPage(): ReactElement {
  const { t } = useTranslation();
  const { roomId } = useParams();
  const [filter, setFilter] = useSupportFilter();
  useSupportUpdates();
  const list = (
    <>
      <StatisticCards filter={filter} onChange={setFilter} />
      <SupportFilters filter={filter} onChange={setFilter} />
      <SupportRoomList filter={filter} currentId={roomId} />
    </>
  );
  return (
    <InboxPage
      title={t('supportInbox.title')}
      list={list}
      sidebar={
        <section className={styles.sidebar} aria-label={t('supportInbox.rooms')}>
          {list}
        </section>
      }
      isOpen={roomId !== undefined}
      chat={(hasList) =>
        roomId !== undefined && (
          <SupportRoomChat key={roomId} roomId={roomId} filter={filter} hasList={hasList} />
        )
      }
      chatLabel={t('supportInbox.conversation')}
      choose={t('supportInbox.choose')}
    />
  );
}

function SupportRoomList({
  filter,
  currentId,
}: {
  filter: SupportFilter;
  currentId: string | undefined;
}): ReactElement {
  const { t } = useTranslation();
  const { data: rooms, error, refetch } = useSupportRooms(filter);
  if (!rooms) {
    if (!error) return <Skeleton lines={3} height="card" />;
    return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  }
  if (rooms.length === 0) {
    const isNarrowed = filter.status ?? filter.priority ?? filter.search;
    return (
      <EmptyState>{t(isNarrowed ? 'supportInbox.noneFound' : 'supportInbox.none')}</EmptyState>
    );
  }
  return (
    <ul className={styles.list}>
      {rooms.map((room) => (
        <SupportRoomItem key={room.id} room={room} isCurrent={String(room.id) === currentId} />
      ))}
    </ul>
  );
}
