import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { ReactElement, ReactNode } from 'react';
import styles from './choice-cards.module.css';
import { classNames } from './class-names';

export interface Choice<Value extends string> {
  value: Value;
  label: ReactNode;
  hint?: ReactNode;
  icon?: ReactNode;
}

/** One of a few things, each shown whole; arrow keys move between them. */
export function ChoiceCards<Value extends string>({
  label,
  choices,
  value,
  onChange,
  columns = 'two',
}: {
  label: string;
  choices: Choice<Value>[];
  value: Value;
  onChange(value: Value): void;
  columns?: 'two' | 'row';
}): ReactElement {
  return (
    <RadioGroup
      aria-label={label}
      className={classNames(styles['group'], styles[columns])}
      value={value}
      onValueChange={(next: Value) => onChange(next)}
    >
      {choices.map((choice) => (
        <Radio.Root key={choice.value} value={choice.value} className={styles['card']}>
          {choice.icon}
          <span className={styles['words']}>
            <span className={styles['label']}>{choice.label}</span>
            {choice.hint && <span className={styles['hint']}>{choice.hint}</span>}
          </span>
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
