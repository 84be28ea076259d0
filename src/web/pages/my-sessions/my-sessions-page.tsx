import { CalendarHeart, CalendarPlus, CalendarSync, History } from 'lucide-react';
import { Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { Counseling } from '../../api/api-types';
import { useCounselings } from '../../api/counseling-queries';
import { Button, ButtonLink } from '../../components/controls/button';
import { MoreButton } from '../../components/controls/more-button';
import { EmptyState } from '../../components/display/empty-state';
import { ErrorNotice } from '../../components/display/error-notice';
import { LinkTabs } from '../../components/controls/link-tabs';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import { LazyCalendarFeedDialog } from '../../layout/calendar-feed/lazy-calendar-feed-dialog';
import { lazyComponent } from '../../components/overlays/lazy-component';
import { CounselingCard } from './counseling-card';
import styles from './my-sessions-page.module.css';

const CancelMySeries = lazyComponent(() =>
  import('./cancel-my-series').then((module) => module.CancelMySeries),
);

const isUpcoming = ({ status }: Counseling): boolean => status === 'booked';

export function MySessionsPage(): ReactElement {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const isPast = search.get('tab') === 'past';
  const query = useCounselings();
  const all = query.data?.pages.flat();
  // Its dialog outlives the cards of the cancelled sessions.
  const [cancelled, setCancelled] = useState<Counseling>();
  return (
    <Page
      title={t('mySessions.title')}
      actions={
        all?.some(isUpcoming) && (
          <ButtonLink href="/book" icon={<CalendarPlus aria-hidden="true" size={20} />}>
            {t('mySessions.book')}
          </ButtonLink>
        )
      }
    >
      <Tabs isPast={isPast} />
      {query.error && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {!all && query.isPending && <Skeleton lines={3} height="card" />}
      {all && <Tab isPast={isPast} counselings={all} onCancelSeries={setCancelled} />}
      {isPast && <MoreButton query={query}>{t('mySessions.loadMore')}</MoreButton>}
      {cancelled && (
        <CancelMySeries counseling={cancelled} onClose={() => setCancelled(undefined)} />
      )}
    </Page>
  );
}

function Tabs({ isPast }: { isPast: boolean }): ReactElement {
  const { t } = useTranslation();
  return (
    <LinkTabs
      label={t('mySessions.tabs.label')}
      tabs={[
        { href: '/sessions', label: t('mySessions.tabs.upcoming'), isCurrent: !isPast },
        { href: '/sessions?tab=past', label: t('mySessions.tabs.past'), isCurrent: isPast },
      ]}
    />
  );
}

interface ListProps {
  counselings: Counseling[];
  onCancelSeries: (counseling: Counseling) => void;
}

function Tab({ isPast, counselings, ...props }: ListProps & { isPast: boolean }): ReactElement {
  const shown = counselings.filter((counseling) => isUpcoming(counseling) !== isPast);
  return isPast ? (
    <Past {...props} counselings={shown} />
  ) : (
    <Upcoming {...props} counselings={shown.reverse()} />
  );
}

function Upcoming(props: ListProps): ReactElement {
  const { t } = useTranslation();
  if (props.counselings.length > 0) {
    return (
      <>
        <List {...props} />
        <CalendarButton />
      </>
    );
  }
  return (
    <EmptyState
      icon={<CalendarHeart aria-hidden="true" size={28} />}
      title={t('mySessions.empty.upcoming')}
      action={<ButtonLink href="/book">{t('mySessions.book')}</ButtonLink>}
    >
      {t('mySessions.empty.upcomingText')}
    </EmptyState>
  );
}

/** Opens the user's private calendar address. */
function CalendarButton(): ReactElement {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.calendar}>
      <Button
        kind="quiet"
        icon={<CalendarSync aria-hidden="true" size={20} />}
        onClick={() => setOpen(true)}
      >
        {t('layout.calendar')}
      </Button>
      {isOpen && (
        <Suspense>
          <LazyCalendarFeedDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Past(props: ListProps): ReactElement {
  const { t } = useTranslation();
  if (props.counselings.length > 0) return <List {...props} />;
  return (
    <EmptyState icon={<History aria-hidden="true" size={28} />} title={t('mySessions.empty.past')}>
      {t('mySessions.empty.pastText')}
    </EmptyState>
  );
}

function List({ counselings, onCancelSeries }: ListProps): ReactElement {
  return (
    <ul className={styles.list}>
      {counselings.map((counseling) => (
        <CounselingCard
          key={counseling.id}
          counseling={counseling}
          onCancelSeries={onCancelSeries}
        />
      ))}
    </ul>
  );
}
