import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTeamSessions } from '../../../api/team-queries';
import { useFormat } from '../../../i18n/use-format';
import { ErrorNotice } from '../../../components/display/error-notice';
import { Page } from '../../../components/display/page';
import { Skeleton } from '../../../components/display/skeleton';
import { BoardFilters } from './board-filters';
import { Board } from './board';
import { LiveUpdatesDownBanner, LiveBadge } from '../live-status';
import { useBoardFilter } from './use-board-filter';
import { useTeamUpdates } from '../use-team-updates';

/** The team's live board of a day's sessions; never shows message text. */
export function SessionBoardPage(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const updates = useTeamUpdates();
  const [filter, changeFilter] = useBoardFilter();
  const sessions = useTeamSessions(filter, updates.pollIntervalMs);
  return (
    <Page
      size="wide"
      title={t('teamSessions.title')}
      intro={t('teamSessions.privacy')}
      actions={<LiveBadge state={updates.state} />}
    >
      <LiveUpdatesDownBanner state={updates.state} />
      <BoardFilters filter={filter} onChange={changeFilter} />
      {sessions.isError ? (
        <ErrorNotice error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : null}
      <h2>{format.day(`${filter.day}T12:00:00`)}</h2>
      {sessions.data ? <Board sessions={sessions.data} only={filter.status} /> : null}
      {sessions.isPending ? <Skeleton lines={4} height="card" /> : null}
    </Page>
  );
}
