import type { ReactElement } from 'react';
import { useFormat } from '../../i18n/use-format';
import { useNow } from '../hooks/use-now';
import styles from './countdown.module.css';

/** Time left until `until`. */
export function Countdown({ until, label }: { until: string; label: string }): ReactElement {
  return <TimeLeft ms={Date.parse(until) - useNow()} label={label} />;
}

interface TimeLeftProps {
  ms: number;
  label: string;
  /** Shown instead, for example when no time is left. */
  text?: string | undefined;
}

/**
 * The digits of every countdown. Their colour is inherited: accent before a start and while live,
 * warm in the last minutes (`ending-soon-bar`). `aria-live` is off: it would be announced every second.
 */
export function TimeLeft({ ms, label, text }: TimeLeftProps): ReactElement {
  const format = useFormat();
  return (
    <span className={styles.countdown} role="timer" aria-label={label} aria-live="off">
      {text ?? format.countdown(ms)}
    </span>
  );
}
