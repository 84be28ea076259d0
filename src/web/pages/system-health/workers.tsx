import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamHealth } from '../../api/api-types';
import { EmptyState } from '../../components/display/empty-state';
import { usePreciseFormat } from '../../i18n/precise-format';
import { ChartCard } from './chart-card';
import table from './lateness-table.module.css';
import styles from './workers.module.css';

type Worker = NonNullable<TeamHealth['workers']>[number];

/** The worker processes: their heartbeats, the parts of the outbox they deliver, and their loops. */
export function Workers({ workers }: { workers: Worker[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <ChartCard title={t('systemHealth.workers.title')} lead={t('systemHealth.workers.lead')}>
      {workers.length === 0 ? <EmptyState title={t('systemHealth.workers.none')} /> : null}
      {workers.map((worker) => (
        <WorkerProcess key={worker.workerId} worker={worker} />
      ))}
    </ChartCard>
  );
}

function WorkerProcess({ worker }: { worker: Worker }): ReactElement {
  const { t } = useTranslation();
  const precise = usePreciseFormat();
  const { workerId, silentMs, leases, loops } = worker;
  return (
    <section className={styles.worker} aria-label={workerId}>
      <h3 className={styles.name}>{workerId}</h3>
      <p>{t('systemHealth.workers.heartbeat', { age: precise.duration(silentMs) })}</p>
      <p>
        {leases.length === 0
          ? t('systemHealth.workers.noLeases')
          : leases
              .map(({ destination, shards }) =>
                t('systemHealth.workers.leases', {
                  destination: t(`systemHealth.destinations.${destination}`),
                  shards: shards.join(', '),
                }),
              )
              .join(' · ')}
      </p>
      <details>
        <summary>{t('systemHealth.workers.loops')}</summary>
        <LoopTable loops={loops} />
      </details>
    </section>
  );
}

function LoopTable({ loops }: Pick<Worker, 'loops'>): ReactElement {
  const { t } = useTranslation();
  const precise = usePreciseFormat();
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">{t('systemHealth.workers.loop')}</th>
          <th scope="col">{t('systemHealth.workers.lastRound')}</th>
          <th scope="col">{t('systemHealth.workers.limit')}</th>
        </tr>
      </thead>
      <tbody>
        {loops.map(({ name, ageMs, intervalMs, limitMs }) => (
          <tr key={name} data-late={ageMs > intervalMs + limitMs || undefined}>
            <th scope="row">{name}</th>
            <td>{precise.duration(ageMs)}</td>
            <td>{precise.duration(intervalMs + limitMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
