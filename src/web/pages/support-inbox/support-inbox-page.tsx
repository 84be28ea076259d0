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

/** Everything that clients write to the team: found, answered and settled. */
export function SupportInboxPage(): ReactElement {
  const { t } = useTranslation();
  const { roomId } = useParams();
  const isDesk = useMediaQuery('(min-width: 64rem)');
  const [filter, change] = useSupportFilter();
  const isOpen = roomId !== undefined;
  useSupportUpdates();
  useFullHeight(isDesk || isOpen);
  useVisibleHeight();
  const finding = (
    <>
      <StatisticCards filter={filter} onChange={change} />
      <SupportFilters filter={filter} onChange={change} />
      <SupportRoomList filter={filter} currentId={roomId} />
    </>
  );
  if (!isDesk && !isOpen) return <Page title={t('supportInbox.title')}>{finding}</Page>;
  return (
    <Page
      title={t('supportInbox.title')}
      size={isDesk ? 'wide-full' : 'narrow-full'}
      hiddenTitle={!isDesk}
    >
      <div className={styles.desk}>
        {isDesk && (
          <section className={styles.rail} aria-label={t('supportInbox.rooms')}>
            {finding}
          </section>
        )}
        <section className={styles.place} aria-label={t('supportInbox.conversation')}>
          {isOpen ? (
            <SupportRoomChat key={roomId} roomId={roomId} filter={filter} hasList={isDesk} />
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
