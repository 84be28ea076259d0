import { CircleCheck } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { TeamHealth } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { ErrorCodeText } from '../../components/display/error-code-text';
import { EmptyState } from '../../components/display/empty-state';
import { usePreciseFormat } from '../../i18n/precise-format';
import { ChartCard } from './chart-card';
import styles from './overdue-steps.module.css';

type Overdue = NonNullable<TeamHealth['figures']>['overdue'];

/** Overdue steps, oldest first, each a link to its session. */
export function OverdueSteps({ overdue: { count, steps } }: { overdue: Overdue }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ChartCard
      title={t('systemHealth.overdue.title')}
      lead={
        count === 0
          ? t('systemHealth.overdue.description')
          : t('systemHealth.overdue.lead', { count, number: format.number(count) })
      }
    >
      {count === 0 ? (
        <EmptyState
          icon={<CircleCheck aria-hidden="true" />}
          title={t('systemHealth.overdue.none')}
        />
      ) : (
        <ul className={styles.list}>
          {steps.map((step) => (
            <OverdueStep key={`${step.sessionId} ${step.step}`} overdue={step} />
          ))}
        </ul>
      )}
    </ChartCard>
  );
}

function OverdueStep({ overdue }: { overdue: Overdue['steps'][number] }): ReactElement {
  const { t } = useTranslation();
  const precise = usePreciseFormat();
  const { sessionId, step, dueAt, lateMs, failedAttempts, lastError } = overdue;
  return (
    <li className={styles.step}>
      <Link href={`/team/sessions/${sessionId}`}>
        {t('systemHealth.overdue.step', {
          step: t(`teamSessions.steps.${step}`),
          time: precise.clock(dueAt),
        })}
      </Link>
      <span className={styles.late}>{precise.duration(lateMs)}</span>
      {failedAttempts > 0 ? (
        <span className={styles.error}>
          {t('teamSessions.outcomes.failing', { count: failedAttempts })}
          {lastError ? (
            <>
              {' · '}
              <ErrorCodeText code={lastError} />
            </>
          ) : null}
        </span>
      ) : null}
    </li>
  );
}
