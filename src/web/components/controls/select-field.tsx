import { useId } from 'react';
import type { ReactElement } from 'react';
import { classNames } from '../class-names';
import styles from './field.module.css';

interface SelectFieldProps {
  label: string;
  options: readonly { value: number; label: string }[];
  value: number;
  onChange: (value: number) => void;
}

/** The browser's own select: phones show their own list, and it adds nothing to the first load. */
export function SelectField({ label, options, value, onChange }: SelectFieldProps): ReactElement {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <select
        id={id}
        className={classNames(styles.input, styles.select)}
        value={value}
        onChange={({ target }) => onChange(Number(target.value))}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
