import { Switch } from '@base-ui/react/switch';
import { useId } from 'react';
import type { ReactElement, ReactNode } from 'react';
import styles from './switch-field.module.css';

export function SwitchField({
  label,
  checked,
  disabled = false,
  onChange,
}: {
  label: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}): ReactElement {
  const id = useId();
  return (
    <div className={styles.field}>
      <span id={id}>{label}</span>
      <Switch.Root
        className={styles.switch}
        aria-labelledby={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next)}
      >
        <Switch.Thumb className={styles.thumb} />
      </Switch.Root>
    </div>
  );
}
