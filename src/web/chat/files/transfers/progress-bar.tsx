import { Progress } from '@base-ui/react/progress';
import type { ReactElement } from 'react';
import styles from './progress-bar.module.css';

/** `value` in percent. */
export function ProgressBar({ label, value }: { label: string; value: number }): ReactElement {
  return (
    <Progress.Root value={value} aria-label={label} className={styles.bar}>
      <Progress.Track className={styles.track}>
        <Progress.Indicator className={styles.done} />
      </Progress.Track>
    </Progress.Root>
  );
}
