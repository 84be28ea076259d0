import { useId } from 'react';
import type { ReactElement, ReactNode } from 'react';
import styles from './radio-group.module.css';

/** A native radio button whose whole label can be pressed. */
export function RadioOption({
  group,
  value,
  checked,
  onSelect,
  className,
  children,
  label,
}: {
  /** The shared `name` of the group's radio buttons. */
  group: string;
  value: string;
  checked: boolean;
  onSelect: () => void;
  className: string | undefined;
  children: ReactNode;
  /** Accessible name instead of the content. */
  label?: string;
}): ReactElement {
  return (
    <label className={className} data-checked={checked || undefined}>
      <input
        type="radio"
        className={styles.radio}
        name={group}
        value={value}
        checked={checked}
        aria-label={label}
        onChange={onSelect}
      />
      {children}
    </label>
  );
}

/** A group of `RadioOption`s; `children` receives their shared name. */
export function RadioGroup({
  label,
  className,
  children,
}: {
  label: string;
  className: string | undefined;
  children: (group: string) => ReactNode;
}): ReactElement {
  const group = useId();
  return (
    <div role="radiogroup" aria-label={label} className={className}>
      {children(group)}
    </div>
  );
}
