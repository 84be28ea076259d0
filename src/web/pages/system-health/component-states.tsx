import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TeamHealth } from '../../api/api-types';
import { usePreciseFormat } from '../../i18n/precise-format';
import styles from './component-states.module.css';

const COMPONENTS = ['database', 'redis', 'ably', 'worker'] as const;

/** Whether each component is up, and when it was checked. */
export function ComponentStates({
  health,
  isStale,
}: {
  health: TeamHealth;
  /** The last poll failed; earlier data is shown. */
  isStale: boolean;
}): ReactElement {
  const { t } = useTranslation();
  const precise = usePreciseFormat();
  const time = precise.clock(health.checkedAt);
  return (
    <section className={styles.section} aria-labelledby="health-parts">
      <h2 className={styles.heading} id="health-parts">
        {t('systemHealth.parts.heading')}
      </h2>
      <ul className={styles.parts}>
        {COMPONENTS.map((part) => {
          const isUp = health.parts[part] === 'ok';
          const Icon = isUp ? CircleCheck : CircleX;
          const isRefusing = part === 'redis' && health.redis !== null;
          const fault = isRefusing ? 'redisRefuses' : part;
          return (
            <li key={part} className={styles.part} data-state={health.parts[part]}>
              <Icon aria-hidden="true" size={24} />
              <span>
                <strong>{t(`systemHealth.parts.${part}`)}</strong>
                <span className={styles.state}>
                  {t(isUp ? 'systemHealth.parts.ok' : `systemHealth.parts.failing.${fault}`)}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
      <p className={styles.checked}>
        {t(isStale ? 'systemHealth.parts.staleSince' : 'systemHealth.parts.checkedAt', { time })}
      </p>
    </section>
  );
}
