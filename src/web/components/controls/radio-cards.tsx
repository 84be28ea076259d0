import type { ReactElement, ReactNode } from 'react';
import styles from './radio-cards.module.css';
import { RadioOption, RadioGroup } from './radio-group';
import { classNames } from '../class-names';

export interface RadioCard<Value extends string> {
  value: Value;
  label: ReactNode;
  hint?: ReactNode;
  icon?: ReactNode;
}

/** One of a few things, each shown whole; arrow keys move between them. */
export function RadioCards<Value extends string>({
  label,
  options,
  value,
  onChange,
  columns = 'two',
}: {
  label: string;
  options: RadioCard<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  columns?: 'two' | 'row';
}): ReactElement {
  return (
    <RadioGroup label={label} className={classNames(styles.group, styles[columns])}>
      {(group) =>
        options.map((choice) => (
          <RadioOption
            key={choice.value}
            group={group}
            value={choice.value}
            checked={choice.value === value}
            onSelect={() => onChange(choice.value)}
            className={styles.card}
          >
            {choice.icon}
            <span className={styles.words}>
              <span className={styles.label}>{choice.label}</span>
              {choice.hint && <span className={styles.hint}>{choice.hint}</span>}
            </span>
          </RadioOption>
        ))
      }
    </RadioGroup>
  );
}
