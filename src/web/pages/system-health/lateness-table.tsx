import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamHealth } from '../../api/api-types';
import { useFormat } from '../../i18n/use-format';
import { usePreciseFormat } from '../../i18n/precise-format';
import styles from './lateness-table.module.css';

type Lateness = NonNullable<TeamHealth['figures']>['lateness'];

/** The chart's values as a table. */
export function LatenessTable({ lateness }: { lateness: Lateness }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const precise = usePreciseFormat();
  const duration = (ms: number | null): string => (ms === null ? '–' : precise.duration(ms));
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('systemHealth.lateness.step')}</th>
          <th scope="col">{t('systemHealth.lateness.count')}</th>
          <th scope="col">{t('systemHealth.lateness.median')}</th>
          <th scope="col">{t('systemHealth.lateness.p95')}</th>
          <th scope="col">{t('systemHealth.lateness.max')}</th>
        </tr>
      </thead>
      <tbody>
        {lateness.map(({ step, count, medianMs, p95Ms, maxMs }) => (
          <tr key={step}>
            <th scope="row">{t(`systemHealth.steps.${step}`)}</th>
            <td>{format.number(count)}</td>
            <td>{duration(medianMs)}</td>
            <td>{duration(p95Ms)}</td>
            <td>{duration(maxMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
