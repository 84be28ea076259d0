import { Select as BaseSelect } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactElement } from 'react';
import { classNames } from '../class-names';
import { mainLandmark } from '../main-landmark';
import hidden from '../display/visually-hidden.module.css';
import styles from './select.module.css';

export interface Option<Value extends string> {
  value: Value;
  label: string;
}

export function Select<Value extends string>({
  label,
  options,
  value,
  onChange,
  hiddenLabel = false,
  aria = {},
}: {
  label: string;
  options: Option<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  /** Only screen readers get the label. */
  hiddenLabel?: boolean;
  /** Ties the control to an error text beside it. */
  aria?: { 'aria-invalid'?: true; 'aria-describedby'?: string };
}): ReactElement {
  return (
    <div className={styles.field}>
      <BaseSelect.Root
        items={options}
        value={value}
        onValueChange={(next) => next !== null && onChange(next)}
      >
        <BaseSelect.Label className={classNames(styles.label, hiddenLabel && hidden.hidden)}>
          {label}
        </BaseSelect.Label>
        <BaseSelect.Trigger {...aria} className={styles.trigger}>
          <BaseSelect.Value />
          <BaseSelect.Icon className={styles.icon}>
            <ChevronDown aria-hidden="true" size={18} />
          </BaseSelect.Icon>
        </BaseSelect.Trigger>
        <Options options={options} />
      </BaseSelect.Root>
    </div>
  );
}

function Options<Value extends string>({ options }: { options: Option<Value>[] }): ReactElement {
  return (
    <BaseSelect.Portal container={mainLandmark()}>
      <BaseSelect.Positioner
        className={styles.positioner}
        sideOffset={6}
        alignItemWithTrigger={false}
      >
        <BaseSelect.Popup className={styles.popup}>
          <BaseSelect.List className={styles.list}>
            {options.map((option) => (
              <BaseSelect.Item key={option.value} value={option.value} className={styles.item}>
                <BaseSelect.ItemText>{option.label}</BaseSelect.ItemText>
                <BaseSelect.ItemIndicator className={styles.check}>
                  <Check aria-hidden="true" size={18} />
                </BaseSelect.ItemIndicator>
              </BaseSelect.Item>
            ))}
          </BaseSelect.List>
        </BaseSelect.Popup>
      </BaseSelect.Positioner>
    </BaseSelect.Portal>
  );
}
