import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useTeamHealth } from '../../api/team-queries';
import { Banner } from '../../components/display/banner';
import { ErrorNotice } from '../../components/display/error-notice';
import { Page } from '../../components/display/page';
import { Skeleton } from '../../components/display/skeleton';
import { LatenessChart } from './lateness-chart';
import { OverdueSteps } from './overdue-steps';
import { ComponentStates } from './component-states';
import { QueueChart } from './queue-chart';
import { StepsPerMinute } from './steps-per-minute';
import styles from './system-health-page.module.css';
import { useQueueHistory } from './use-queue-history';

const POLL_INTERVAL_MS = 5_000;

/** How the whole does: its parts, how punctual it is, and what waits. */
export function SystemHealthPage(): ReactElement {
  const { t } = useTranslation();
  const health = useTeamHealth(POLL_INTERVAL_MS);
  const history = useQueueHistory(health.data);
  const figures = health.data?.figures;
  return (
    <Page size="wide" title={t('systemHealth.title')} intro={t('systemHealth.intro')}>
      {health.isError ? (
        <ErrorNotice error={health.error} onRetry={() => void health.refetch()} />
      ) : null}
      {health.isPending ? <Skeleton lines={3} height="card" /> : null}
      {health.data ? <ComponentStates health={health.data} isStale={health.isError} /> : null}
      {figures === null ? (
        <Banner tone="warm" title={t('systemHealth.noMetrics.title')}>
          {t('systemHealth.noMetrics.text')}
        </Banner>
      ) : null}
      {figures ? (
        <div className={styles.charts}>
          <LatenessChart lateness={figures.lateness} hours={figures.hours} />
          <StepsPerMinute minutes={figures.stepsPerMinute} />
          <QueueChart history={history} outbox={figures.outbox} />
          <OverdueSteps overdue={figures.overdue} />
        </div>
      ) : null}
    </Page>
  );
}
