import type { ReactElement, ReactNode } from 'react';
import styles from './choice-cards.module.css';
import { Choice, Choices } from './choices';
import { classNames } from './class-names';

export interface ChoiceCard<Value extends string> {
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
  choices: ChoiceCard<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  columns?: 'two' | 'row';
}): ReactElement {
  return (
    <Choices label={label} className={classNames(styles['group'], styles[columns])}>
      {(group) =>
        choices.map((choice) => (
          <Choice
            key={choice.value}
            group={group}
            value={choice.value}
            checked={choice.value === value}
            onChoose={() => onChange(choice.value)}
            className={styles['card']}
          >
            {choice.icon}
            <span className={styles['words']}>
              <span className={styles['label']}>{choice.label}</span>
              {choice.hint && <span className={styles['hint']}>{choice.hint}</span>}
            </span>
          </Choice>
        ))
      }
    </Choices>
  );
}
