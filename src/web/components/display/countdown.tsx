import type { ReactElement } from 'react';
import { useFormat } from '../../i18n/use-format';
import styles from './countdown.module.css';
import { useNow } from '../hooks/use-now';

/** Time left until `until`. `aria-live` is off: it would be announced every second. */
export function Countdown({ until, label }: { until: string; label: string }): ReactElement {
  const format = useFormat();
  const left = new Date(until).getTime() - useNow();
  return (
    <span className={styles.countdown} role="timer" aria-label={label} aria-live="off">
      {format.countdown(left)}
    </span>
  );
}
