import { useState } from 'react';
import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import styles from './picker-grid.module.css';

interface PickerGridProps<Name extends string> {
  label: string;
  names: readonly Name[];
  columns: number;
  renderItem: (name: Name) => ReactNode;
  onPick: (name: Name) => void;
}

/** A grid of buttons: Tab reaches one of them, arrow keys move between them. */
export function PickerGrid<Name extends string>(props: PickerGridProps<Name>): ReactElement {
  const { label, names, columns, renderItem, onPick } = props;
  const [current, setCurrent] = useState(0);
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const next = nextIndex(event.key, { current, columns, last: names.length - 1 });
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next);
    event.currentTarget.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div
      role="group"
      aria-label={label}
      className={styles.grid}
      data-columns={columns}
      onKeyDown={move}
    >
      {names.map((name, index) => (
        <button
          key={name}
          type="button"
          className={styles.item}
          tabIndex={index === current ? 0 : -1}
          onFocus={() => setCurrent(index)}
          onClick={() => onPick(name)}
        >
          {renderItem(name)}
        </button>
      ))}
    </div>
  );
}

function nextIndex(
  key: string,
  { current, columns, last }: { current: number; columns: number; last: number },
): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -current,
    End: last - current,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.max(0, Math.min(last, current + step));
}
