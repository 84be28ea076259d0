import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Timeline } from '../../../api/api-types';
import { Card } from '../../../components/display/card';
import { useNow } from '../../../components/hooks/use-now';
import { layoutTimeline } from './timeline-layout';
import { PlanChart } from './plan-chart';
import styles from './session-timeline.module.css';
import { TimelineTable } from './timeline-table';
import { useElementWidth } from './use-element-width';

/** The timeline as one chart per plan, and as a table with the same data. */
export function SessionTimeline({ timeline }: { timeline: Timeline }): ReactElement {
  const { t } = useTranslation();
  const [container, width] = useElementWidth<HTMLDivElement>();
  const now = useNow();
  const plans = width > 0 ? layoutTimeline(timeline, { width, now }) : [];
  return (
    <Card as="section" className={styles.timeline} aria-labelledby="session-timeline">
      <h2 id="session-timeline">{t('teamSessions.session.timeline')}</h2>
      <p className={styles.lead}>{t('teamSessions.session.timelineLead')}</p>
      <div ref={container} className={styles.charts}>
        {plans.map((plan) => (
          <figure key={plan.generation} className={styles.plan}>
            {plans.length > 1 ? (
              <figcaption>
                {t(
                  plan.isCurrent
                    ? 'teamSessions.session.plan'
                    : 'teamSessions.session.planReplaced',
                  {
                    generation: plan.generation,
                  },
                )}
              </figcaption>
            ) : null}
            <PlanChart plan={plan} width={width} />
          </figure>
        ))}
      </div>
      <details className={styles.details}>
        <summary>{t('teamSessions.session.showTable')}</summary>
        <TimelineTable timeline={timeline} now={now} />
      </details>
    </Card>
  );
}
