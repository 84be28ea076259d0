import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Timeline, TimelineStep } from '../../../api/api-types';
import { usePreciseFormat } from '../../../i18n/precise-format';
import styles from './timeline-table.module.css';
import { useStepLabels } from './use-step-labels';

const COLUMNS = ['plan', 'step', 'planned', 'actual', 'state', 'late', 'by'] as const;

export function TimelineTable({
  timeline,
  now,
}: {
  timeline: Timeline;
  now: number;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <div className={styles.frame} role="region" tabIndex={0} aria-labelledby="session-timeline">
      <table className={styles.table}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t(`teamSessions.table.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {timeline.steps.map((step) => (
            <StepRow key={`${step.generation} ${step.step}`} step={step} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StepRow({ step, now }: { step: TimelineStep; now: number }): ReactElement {
  const { t } = useTranslation();
  const precise = usePreciseFormat();
  const labels = useStepLabels();
  const { generation, plannedAt, doneAt } = step;
  return (
    <tr>
      <td>{generation}</td>
      <th scope="row">{labels.name(step)}</th>
      <td>{precise.clock(plannedAt)}</td>
      <td>{doneAt === null ? t('teamSessions.table.none') : precise.clock(doneAt)}</td>
      <td>{labels.outcome(step, now)}</td>
      <td>{labels.late(step)}</td>
      <td>{labels.by(step)}</td>
    </tr>
  );
}
