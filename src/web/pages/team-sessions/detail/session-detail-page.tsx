import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import type { TeamSession } from '../../../api/api-types';
import { useTeamSession, useTimeline } from '../../../api/team-queries';
import { BackLink } from '../../../components/controls/back-link';
import { ErrorNotice } from '../../../components/display/error-notice';
import { Page } from '../../../components/display/page';
import { Skeleton } from '../../../components/display/skeleton';
import { LiveUpdatesDownBanner, LiveBadge } from '../live-status';
import { OutageNotice } from './outage-notice';
import { SessionActions } from './session-actions';
import { SessionSummary } from './session-summary';
import { SessionTimeline } from './session-timeline';
import { ActionLog } from './action-log';
import styles from './session-detail-page.module.css';
import { useTeamUpdates } from '../use-team-updates';

/** One session for the team: progress, timeline and actions. */
export function SessionDetailPage(): ReactElement {
  const { t } = useTranslation();
  const { sessionId = '' } = useParams<{ sessionId: string }>();
  const updates = useTeamUpdates();
  const session = useTeamSession(sessionId, updates.pollIntervalMs);
  const timeline = useTimeline(sessionId, updates.pollIntervalMs);
  const error = timeline.error ?? session.error;
  const title = useTitle(session.data);
  return (
    <Page
      size="wide"
      title={title}
      intro={<BackLink href="/team">{t('teamSessions.session.back')}</BackLink>}
      actions={
        <div className={styles.live}>
          <LiveBadge state={updates.state} />
        </div>
      }
    >
      <LiveUpdatesDownBanner state={updates.state} />
      {error ? <ErrorNotice error={error} onRetry={() => void timeline.refetch()} /> : null}
      {timeline.data ? <OutageNotice outages={timeline.data.outages} /> : null}
      {session.data && timeline.data ? (
        <div className={styles.columns}>
          <div className={styles.side}>
            <SessionSummary session={session.data} />
            <SessionActions session={session.data} />
            <ActionLog actions={timeline.data.acts} />
          </div>
          <SessionTimeline timeline={timeline.data} />
        </div>
      ) : (
        !error && <Skeleton lines={3} height="card" />
      )}
    </Page>
  );
}

function useTitle(session: TeamSession | undefined): string {
  const { t } = useTranslation();
  if (!session) return t('teamSessions.session.untitled');
  return t('teamSessions.session.title', {
    client: session.client.fullName,
    psychologist: session.psychologist.fullName,
  });
}
