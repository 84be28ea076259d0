import { useState } from 'react';
import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import styles from './picker-grid.module.css';

interface PickerGridProps<Name extends string> {
  label: string;
  names: readonly Name[];
  columns: number;
  picture: (name: Name) => ReactNode;
  onPick: (name: Name) => void;
}

/** Pictures in rows: Tab reaches one of them, the arrow keys lead to the others. */
export function PickerGrid<Name extends string>(props: PickerGridProps<Name>): ReactElement {
  const { label, names, columns, picture, onPick } = props;
  const [here, setHere] = useState(0);
  const move = (event: KeyboardEvent<HTMLDivElement>): void => {
    const next = nextIndex(event.key, { here, columns, last: names.length - 1 });
    if (next === undefined) return;
    event.preventDefault();
    setHere(next);
    event.currentTarget.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div
      role="group"
      aria-label={label}
      className={styles['grid']}
      data-columns={columns}
      onKeyDown={move}
    >
      {names.map((name, index) => (
        <button
          key={name}
          type="button"
          className={styles['picture']}
          tabIndex={index === here ? 0 : -1}
          onFocus={() => setHere(index)}
          onClick={() => onPick(name)}
        >
          {picture(name)}
        </button>
      ))}
    </div>
  );
}

function nextIndex(
  key: string,
  { here, columns, last }: { here: number; columns: number; last: number },
): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -here,
    End: last - here,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.max(0, Math.min(last, here + step));
}
