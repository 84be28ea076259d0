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

/** The team's live board: every session of a day by its state, and never a word of what is said. */
export function SessionBoardPage(): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const link = useTeamUpdates();
  const [filter, changeFilter] = useBoardFilter();
  const sessions = useTeamSessions(filter, link.pollIntervalMs);
  return (
    <Page
      size="wide"
      title={t('teamSessions.title')}
      intro={t('teamSessions.privacy')}
      actions={<LiveBadge state={link.state} />}
    >
      <LiveUpdatesDownBanner state={link.state} />
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
