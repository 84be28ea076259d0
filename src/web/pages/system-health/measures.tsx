import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamHealth } from '../../api/api-types';
import { usePreciseFormat } from '../../i18n/precise-format';
import { useFormat } from '../../i18n/use-format';
import { ChartCard } from './chart-card';
import styles from './measures.module.css';

const MEBIBYTE = 2 ** 20;

/** Ages of the oldest undelivered events, Redis' memory and clocks. */
export function Measures({ health }: { health: TeamHealth }): ReactElement {
  const { t } = useTranslation();
  const precise = usePreciseFormat();
  const { deliveries, redis, clockDifferenceMs, ablyClockDifferenceMs } = health;
  const clock = (ms: number): string =>
    t(ms < 0 ? 'systemHealth.measures.behind' : 'systemHealth.measures.ahead', {
      age: precise.duration(Math.abs(ms)),
    });
  return (
    <ChartCard title={t('systemHealth.measures.title')} lead={t('systemHealth.measures.lead')}>
      <dl className={styles.list}>
        {deliveries?.map(({ destination, oldestMs }) => (
          <Measure key={destination} name={t(`systemHealth.destinations.${destination}`)}>
            {oldestMs === null
              ? t('systemHealth.measures.delivered')
              : t('systemHealth.measures.waiting', { age: precise.duration(oldestMs) })}
          </Measure>
        ))}
        {redis ? (
          <Measure name={t('systemHealth.measures.redis')}>
            <RedisMemory redis={redis} />
          </Measure>
        ) : null}
        <Measure name={t('systemHealth.measures.clock')}>{clock(clockDifferenceMs)}</Measure>
        {ablyClockDifferenceMs === null ? null : (
          <Measure name={t('systemHealth.measures.ablyClock')}>
            {clock(ablyClockDifferenceMs)}
          </Measure>
        )}
      </dl>
    </ChartCard>
  );
}

function RedisMemory({ redis }: { redis: NonNullable<TeamHealth['redis']> }): ReactElement {
  const { t } = useTranslation();
  const format = useFormat();
  const used = format.number(Math.ceil(redis.usedBytes / MEBIBYTE));
  if (redis.maxBytes === null) return <>{t('systemHealth.measures.memory', { used })}</>;
  const max = format.number(Math.ceil(redis.maxBytes / MEBIBYTE));
  return <>{t('systemHealth.measures.memoryOf', { used, max })}</>;
}

function Measure({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div className={styles.row}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
