import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Timeline } from '../../api/api-types';
import { usePreciseFormat } from './precise-format';
import styles from './timeline-table.module.css';
import { useStepWords } from './use-step-words';

/** The timeline for those who read it rather than look at it. */
export function TimelineTable({
  timeline,
  now,
}: {
  timeline: Timeline;
  now: number;
}): ReactElement {
  const { t } = useTranslation();
  const precise = usePreciseFormat();
  const words = useStepWords();
  const columns = ['plan', 'step', 'planned', 'actual', 'state', 'late', 'by'] as const;
  return (
    <div className={styles['frame']} role="region" tabIndex={0} aria-labelledby="session-timeline">
      <table className={styles['table']}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`teamSessions.table.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {timeline.steps.map((step) => (
            <tr key={`${step.generation} ${step.step}`}>
              <td>{step.generation}</td>
              <th scope="row">{words.name(step)}</th>
              <td>{precise.clock(step.plannedAt)}</td>
              <td>
                {step.doneAt === null ? t('teamSessions.table.none') : precise.clock(step.doneAt)}
              </td>
              <td>{words.outcome(step, now)}</td>
              <td>{words.late(step)}</td>
              <td>{words.by(step)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
