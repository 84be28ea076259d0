import type { ReactElement } from 'react';
import { useFormat } from '../../i18n/use-format';
import styles from './countdown.module.css';
import { useNow } from '../hooks/use-now';

/** The time left until an instant, second by second. Not a live region: it would never be silent. */
export function Countdown({ until, label }: { until: string; label: string }): ReactElement {
  const format = useFormat();
  const left = new Date(until).getTime() - useNow();
  return (
    <span className={styles.countdown} role="timer" aria-label={label} aria-live="off">
      {format.countdown(left)}
    </span>
  );
}
