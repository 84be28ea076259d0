import { useId } from 'react';
import type { ReactElement, ReactNode } from 'react';
import styles from './radio-group.module.css';

/** One choice of a group: a native radio button whose whole card can be pressed. */
export function RadioOption({
  group,
  value,
  checked,
  onSelect,
  className,
  children,
  label,
}: {
  /** The same for all choices of a group. */
  group: string;
  value: string;
  checked: boolean;
  onSelect: () => void;
  className: string | undefined;
  children: ReactNode;
  /** Spoken instead of the content. */
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

/** A group of `Choice`s; what it gives them is the name that makes them one. */
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
