import { CalendarHeart, CalendarPlus, CalendarSync, History } from 'lucide-react';
import { Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { Counseling } from '../../api/api-types';
import { useCounselings } from '../../api/counseling-queries';
import { Button, ButtonLink } from '../../components/controls/button';
import { EmptyState } from '../../components/display/empty-state';
import { ErrorNotice } from '../../components/display/error-notice';
import { LinkTabs } from '../../components/controls/link-tabs';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import { LazyCalendarFeedDialog } from '../../layout/calendar-feed/lazy-calendar-feed-dialog';
import { CounselingCard } from './counseling-card';
import styles from './my-sessions-page.module.css';

const isUpcoming = ({ status }: Counseling): boolean => status === 'booked';

export function MySessionsPage(): ReactElement {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const isPast = search.get('tab') === 'past';
  const query = useCounselings();
  const all = query.data?.pages.flat();
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
      <LinkTabs
        label={t('mySessions.tabs.label')}
        tabs={[
          { href: '/sessions', label: t('mySessions.tabs.upcoming'), isCurrent: !isPast },
          { href: '/sessions?tab=past', label: t('mySessions.tabs.past'), isCurrent: isPast },
        ]}
      />
      {query.error && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {!all && query.isPending && <Skeleton lines={3} height="card" />}
      {all && !isPast && <Upcoming counselings={all.filter(isUpcoming).reverse()} />}
      {all && isPast && <Past counselings={all.filter((counseling) => !isUpcoming(counseling))} />}
      {isPast && query.hasNextPage && (
        <Button
          kind="secondary"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('mySessions.loadMore')}
        </Button>
      )}
    </Page>
  );
}

function Upcoming({ counselings }: { counselings: Counseling[] }): ReactElement {
  const { t } = useTranslation();
  if (counselings.length > 0) {
    return (
      <>
        <List counselings={counselings} />
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

function Past({ counselings }: { counselings: Counseling[] }): ReactElement {
  const { t } = useTranslation();
  if (counselings.length > 0) return <List counselings={counselings} />;
  return (
    <EmptyState icon={<History aria-hidden="true" size={28} />} title={t('mySessions.empty.past')}>
      {t('mySessions.empty.pastText')}
    </EmptyState>
  );
}

function List({ counselings }: { counselings: Counseling[] }): ReactElement {
  return (
    <ul className={styles.list}>
      {counselings.map((counseling) => (
        <CounselingCard key={counseling.id} counseling={counseling} />
      ))}
    </ul>
  );
}
