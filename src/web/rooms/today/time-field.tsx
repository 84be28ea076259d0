import type { ComponentProps, ReactElement } from 'react';
import styles from './time-field.module.css';

interface TimeFieldProps extends Omit<ComponentProps<'input'>, 'onChange'> {
  /** Only heard: the row says what it is about. */
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** A time of day in a row of others; empty while it is being typed. */
export function TimeField({ label, onChange, ...input }: TimeFieldProps): ReactElement {
  return (
    <input
      {...input}
      type="time"
      step={60}
      aria-label={label}
      className={styles['input']}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
