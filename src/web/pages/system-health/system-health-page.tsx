import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamHealth } from '../../api/api-types';
import { useTeamHealth } from '../../api/team-queries';
import { ButtonAnchor, ButtonLink } from '../../components/controls/button';
import { Banner } from '../../components/display/banner';
import { ErrorNotice } from '../../components/display/error-notice';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import { LatenessChart } from './lateness-chart';
import { OverdueSteps } from './overdue-steps';
import { ComponentStates } from './component-states';
import { Measures } from './measures';
import { Problems } from './problems';
import { QueueChart } from './queue-chart';
import { StepsPerMinute } from './steps-per-minute';
import styles from './system-health-page.module.css';
import { ZoneCorrections } from './zone-corrections';
import { useQueueHistory } from './use-queue-history';
import type { QueueSample } from './use-queue-history';
import { Workers } from './workers';

const POLL_INTERVAL_MS = 5_000;

/** Component health, lateness and queue depth. */
export function SystemHealthPage(): ReactElement {
  const { t } = useTranslation();
  const health = useTeamHealth(POLL_INTERVAL_MS);
  const history = useQueueHistory(health.data);
  return (
    <Page
      size="wide"
      title={t('systemHealth.title')}
      intro={t('systemHealth.intro')}
      actions={
        <div className={styles.links}>
          <ButtonLink kind="quiet" href="/team/audit">
            {t('audit.title')}
          </ButtonLink>
          <ButtonLink kind="quiet" href="/team/erasures">
            {t('erasures.title')}
          </ButtonLink>
          <ButtonAnchor kind="quiet" href="/team/queues">
            {t('systemHealth.queueBoard')}
          </ButtonAnchor>
        </div>
      }
    >
      {health.isError ? (
        <ErrorNotice error={health.error} onRetry={() => void health.refetch()} />
      ) : null}
      {health.isPending ? <Skeleton lines={3} height="card" /> : null}
      {health.data ? <ComponentStates health={health.data} isStale={health.isError} /> : null}
      {health.data ? <Problems problems={health.data.problems} /> : null}
      <ZoneCorrections />
      {health.data?.figures === null ? (
        <Banner tone="warm" title={t('systemHealth.noMetrics.title')}>
          {t('systemHealth.noMetrics.text')}
        </Banner>
      ) : null}
      {health.data ? <Metrics health={health.data} history={history} /> : null}
    </Page>
  );
}

function Metrics({
  health,
  history,
}: {
  health: TeamHealth;
  history: QueueSample[];
}): ReactElement | null {
  const { figures: metrics } = health;
  if (metrics === null) return null;
  return (
    <div className={styles.charts}>
      <LatenessChart lateness={metrics.lateness} hours={metrics.hours} />
      <StepsPerMinute minutes={metrics.stepsPerMinute} />
      <QueueChart history={history} outbox={metrics.outbox} />
      <OverdueSteps overdue={metrics.overdue} />
      <Measures health={health} />
      <Workers workers={health.workers ?? []} />
    </div>
  );
}
