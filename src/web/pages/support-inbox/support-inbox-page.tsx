import { MessagesSquare } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import type { SupportFilter } from '../../api/support-team-queries';
import { useSupportRooms } from '../../api/support-team-queries';
import { useVisibleHeight } from '../../chat/use-visible-height';
import { EmptyState } from '../../components/display/empty-state';
import { ErrorNotice } from '../../components/display/error-notice';
import { useFullHeight } from '../../components/hooks/use-full-height';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import { useMediaQuery } from '../../components/hooks/use-media-query';
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
  const isDesktop = useMediaQuery('(min-width: 64rem)');
  const [filter, setFilter] = useSupportFilter();
  const isOpen = roomId !== undefined;
  useSupportUpdates();
  useFullHeight(isDesktop || isOpen);
  useVisibleHeight();
  const list = (
    <>
      <StatisticCards filter={filter} onChange={setFilter} />
      <SupportFilters filter={filter} onChange={setFilter} />
      <SupportRoomList filter={filter} currentId={roomId} />
    </>
  );
  if (!isDesktop && !isOpen) return <Page title={t('supportInbox.title')}>{list}</Page>;
  return (
    <Page
      title={t('supportInbox.title')}
      size={isDesktop ? 'wide-full' : 'narrow-full'}
      hiddenTitle={!isDesktop}
    >
      <div className={styles.split}>
        {isDesktop && (
          <section className={styles.sidebar} aria-label={t('supportInbox.rooms')}>
            {list}
          </section>
        )}
        <section className={styles.detail} aria-label={t('supportInbox.conversation')}>
          {isOpen ? (
            <SupportRoomChat key={roomId} roomId={roomId} filter={filter} hasList={isDesktop} />
          ) : (
            <NothingSelected />
          )}
        </section>
      </div>
    </Page>
  );
}

function NothingSelected(): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.blank}>
      <EmptyState icon={<MessagesSquare aria-hidden="true" size={28} />}>
        {t('supportInbox.choose')}
      </EmptyState>
    </div>
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
