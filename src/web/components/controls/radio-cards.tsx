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
        options.map((option) => (
          <RadioOption
            key={option.value}
            group={group}
            value={option.value}
            checked={option.value === value}
            onSelect={() => onChange(option.value)}
            className={styles.card}
          >
            {option.icon}
            <span className={styles.text}>
              <span className={styles.label}>{option.label}</span>
              {option.hint && <span className={styles.hint}>{option.hint}</span>}
            </span>
          </RadioOption>
        ))
      }
    </RadioGroup>
  );
}
